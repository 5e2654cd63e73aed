import { execFile } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { bootEmbeddedAws, type TestAws } from '../support/embedded-aws';
import { eventually } from '../support/eventually';
import { Incident } from '../support/incident';
import { temporaryFolder } from '../support/outputs';

/** Debian's; another one on the PATH may be a different program. .ci/run installs it. */
const CLI = '/usr/bin/aws';
const here = existsSync(CLI) || process.env.CI !== undefined;

let aws: TestAws;
beforeAll(async () => {
  aws = await bootEmbeddedAws({ scheduleSeconds: 1 });
});
afterAll(() => aws.close());

async function cli(...args: string[]): Promise<string> {
  const { accessKeyId, secretAccessKey } = aws.operator('responder');
  const env = {
    PATH: '/usr/bin:/bin',
    HOME: '/nonexistent',
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_DEFAULT_REGION: aws.region,
  };
  const { stdout } = await promisify(execFile)(CLI, ['--endpoint-url', aws.endpoint, ...args], { env });
  return stdout;
}

(here ? test : test.skip)(
  "the real AWS command line drops a file and lists it, with a responder's rights",
  async () => {
    const file = path.join(await temporaryFolder(), 'leak with blanks ü.csv');
    writeFileSync(file, 'company,group,email\nAcme,blue,anna@acme.example\n');
    const bucket = `s3://${aws.outputs.IntakeBucket}`;
    await cli('s3', 'cp', file, `${bucket}/by-cli/`);
    expect(await cli('s3', 'ls', '--recursive', `${bucket}/`)).toContain('by-cli/leak with blanks ü.csv');
    await eventually('the file is read', async () => {
      const view = await new Incident(aws, 'by-cli').view();
      return view?.drops.some(({ state, files }) => state === 'read' && files?.[0]?.recipients === 1);
    });
    await expect(cli('s3', 'rm', `${bucket}/by-cli/leak with blanks ü.csv`)).rejects.toThrow(/AccessDenied/);
  },
);
