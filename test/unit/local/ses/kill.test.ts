import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SESClient, SendRawEmailCommand } from '@aws-sdk/client-ses';
import { closeAll, message, newFolder, REGION, until } from './harness';

const children: ChildProcess[] = [];
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await closeAll();
});

async function start(folder: string): Promise<{ child: ChildProcess; client: SESClient }> {
  const child = spawn(process.execPath, ['--import', 'tsx', join(__dirname, 'victim.ts'), folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: process.env,
  });
  children.push(child);
  const [line] = await once(child.stdout!, 'data');
  const credentials = { accessKeyId: 'AKIDSENDER', secretAccessKey: 'secret' };
  const client = new SESClient({
    endpoint: String(line).trim(),
    region: REGION,
    credentials,
    maxAttempts: 1,
  });
  return { child, client };
}

/** Sends until the process dies; each answered mail's id is kept. */
async function sendUntilDeath(client: SESClient, round: number, answered: string[]): Promise<void> {
  const sender = async (lane: number) => {
    for (let n = 0; ; n++) {
      const to = `r${round}-${lane}-${n}@acme.test`;
      const request = {
        Source: 'notices@example-scan.example',
        Destinations: [to],
        ConfigurationSetName: 'notices',
        RawMessage: { Data: Buffer.from(message(to)) },
      };
      try {
        answered.push((await client.send(new SendRawEmailCommand(request))).MessageId!);
      } catch {
        return;
      }
    }
  };
  await Promise.all([0, 1, 2, 3, 4, 5, 6, 7].map(sender));
}

function published(folder: string): Map<string, Set<string>> {
  const byMail = new Map<string, Set<string>>();
  const path = join(folder, 'topic.jsonl');
  if (!existsSync(path)) return byMail;
  for (const line of readFileSync(path, 'utf8').split('\n').filter(Boolean)) {
    const event = JSON.parse(line);
    const types = byMail.get(event.mail.messageId) ?? new Set();
    byMail.set(event.mail.messageId, types.add(event.eventType));
  }
  return byMail;
}

const mailsIn = (folder: string) =>
  readdirSync(join(folder, 'mail'))
    .filter((name) => name.endsWith('.eml'))
    .map((name) => name.slice(0, -4));

test('kill -9 at any moment: every answered mail is there, and every mail that is there has all its events', async () => {
  const folder = newFolder();
  const answered: string[] = [];
  for (const [round, mails] of [5, 60, 211].entries()) {
    const { child, client } = await start(folder);
    const death = sendUntilDeath(client, round, answered);
    const before = answered.length;
    await until(() => answered.length >= before + mails);
    child.kill('SIGKILL');
    await death;
  }
  await start(folder);
  const complete = () => {
    const events = published(folder);
    return mailsIn(folder).every((id) => events.get(id)?.size === 2);
  };
  await until(complete, () => 'some mail lacks events');
  expect(mailsIn(folder)).toEqual(expect.arrayContaining(answered));
  expect(new Set(published(folder).keys())).toEqual(new Set(mailsIn(folder)));
  expect(readdirSync(join(folder, 'mail')).filter((name) => !name.endsWith('.eml'))).toEqual([]);
  for (const id of mailsIn(folder))
    expect(readFileSync(join(folder, 'mail', `${id}.eml`), 'latin1')).toMatch(/Hello\r\n$/);
});
