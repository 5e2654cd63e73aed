import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { ApiClient } from './api-client';
import { boot, projectRoot } from './boot';
import { DEFAULT_DATA } from './connect';
import { removeConnection, writeConnection } from './connection';
import { drop } from './drop';
import { Fault } from './fault';
import { dataOption } from './incident-report';
import { onInterrupt } from './interrupt';

export interface StartOptions {
  data: string;
  port: number;
  rate: number;
  smtp?: string;
}

/** Production's quota of a young account; enough to play with, small enough to show what a quota does. */
const QUOTA = 50_000;

/** `start`: the stack stays up until Ctrl-C. The first start on a data folder drops the sample. */
export async function start(options: StartOptions): Promise<void> {
  const first = !existsSync(options.data);
  const data = path.resolve(options.data);
  const mail = path.join(data, 'mail');
  await mkdir(mail, { recursive: true });
  process.stderr.write('starting the stack on this computer ...\n');
  const aws = await boot({
    data,
    port: options.port,
    scheduleSeconds: 5,
    ses: {
      maxSendRate: options.rate,
      max24HourSend: QUOTA,
      mailDirectory: mail,
      smtp: parseSmtp(options.smtp),
    },
    echoLogs: false,
  });
  writeConnection(data, aws);
  onInterrupt(async () => {
    removeConnection(data);
    await aws.close();
    return 'stopped; start again to go on where it stopped.';
  });
  if (first) await dropSample(aws);
  const { accessKeyId, secretAccessKey } = aws.operator('responder');
  const where = options.data === DEFAULT_DATA ? '' : dataOption(options.data);
  process.stdout.write(
    `${[
      `ready at ${aws.endpoint} (loopback only; state in ${options.data}/, mails in ${options.data}/mail/)`,
      '',
      'Work on an incident from another terminal:',
      '',
      `  npm start -- incidents${where}`,
      `  npm start -- show INCIDENT${where}          (where it stands, and who has to do what next)`,
      '  npm start -- incident new           (write an incident record)',
      `  npm start -- drop INCIDENT FILE.csv${where}`,
      '',
      'or drop files as on AWS:',
      '',
      `  export AWS_ACCESS_KEY_ID=${accessKeyId} AWS_SECRET_ACCESS_KEY=${secretAccessKey} AWS_DEFAULT_REGION=${aws.region}`,
      `  aws --endpoint-url ${aws.endpoint} s3 cp FILE.csv s3://${aws.outputs.IntakeBucket}/my-incident/`,
      `  aws --endpoint-url ${aws.endpoint} s3 ls --recursive s3://${aws.outputs.IntakeBucket}/`,
      '',
      `API: ${aws.outputs.ApiUrl} (SigV4, service execute-api)`,
      'Ctrl-C stops it; nothing is lost.',
    ].join('\n')}\n`,
  );
}

async function dropSample(aws: Parameters<typeof drop>[0]): Promise<void> {
  const samples = path.join(projectRoot, 'samples');
  const record = JSON.parse(await readFile(path.join(samples, 'incident.json'), 'utf8'));
  await ApiClient.of(aws, 'responder').describe(record.incident, record);
  await drop(aws, record.incident, path.join(samples, 'customers.csv'), () => undefined);
  process.stdout.write(`the sample was dropped as incident '${record.incident}'; it waits for an approval\n`);
}

function parseSmtp(text: string | undefined) {
  if (text === undefined) return undefined;
  const [, host, port] = /^(.+):(\d+)$/.exec(text) ?? [];
  if (!host || !port) throw new Fault(`--smtp: '${text}' is not HOST:PORT.`);
  return { host, port: Number(port) };
}
