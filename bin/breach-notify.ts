#!/usr/bin/env -S npx tsx
import { Command, CommanderError } from 'commander';
import { takeClosedPipes } from '../lambdas/export/verify/closed-pipe';
import { endWithNpm } from './command/end-with-npm';
import { Fault, inOneLine } from './command/fault';
import { addWorkCommands } from './command/work';

/**
 * The command. `start` is what runs without a word; heavy parts (the embedded AWS, the SDK) are loaded only by the
 * subcommand that needs them, so that `verify` and `--help` answer at once.
 */
const program = new Command('breach-notify')
  .description('A leaked customer file goes in; every affected group admin is told once; proof comes out.')
  .option('--debug', 'show the stack of an error')
  .configureOutput({ outputError: (text, write) => write(oneLine(text)) })
  .exitOverride();

/** An error is one line, whoever found it. */
function oneLine(text: string): string {
  return `breach-notify: ${text
    .replace(/^error: /, '')
    .trim()
    .replaceAll('\n', ' ')} (add --help for what it takes)\n`;
}

// The SDK's notice that its releases of 2027 want Node 22 is for us, not for a responder at night.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

const whole = (text: string) => {
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0) throw new Fault(`'${text}' is not a number above 0.`);
  return value;
};

program
  .command('start', { isDefault: true })
  .description('run the whole stack on this computer and keep it running; the first start drops the sample')
  .option('--data <dir>', 'where the state is kept', '.breach-notify')
  .option('--port <n>', 'port of the embedded AWS on 127.0.0.1', whole, 4599)
  .option('--rate <n>', "the embedded SES's mails a second", whole, 50)
  .option('--smtp <host:port>', 'relay accepted mail to this SMTP server')
  .allowExcessArguments()
  .action(async (options, { args }: Command) => {
    // Whatever is no command ends up here, because `start` is what runs without a word.
    if (args.length > 0) throw new Fault(`there is no command '${args[0]}' (--help lists them).`);
    await (await import('./command/start')).start(options);
  });

program
  .command('run')
  .description(
    'take FILEs through the stack until everyone has an outcome, then write summary, mails and packs',
  )
  .argument('[file...]', 'leaked files')
  .option('--incident <file>', 'the incident record (see docs/incident-record.md)')
  .option('--out <dir>', 'where summary.json, mail/, evidence.zip and regulator.zip go', 'out')
  .option('--data <dir>', 'keep the state there, so that a killed run can be started again')
  .option('--rate <n>', "the embedded SES's mails a second", whole, 200)
  .option('--approve', 'stand for the approvers (overrides no hold)')
  .option('--json', 'print the summary only')
  .option('--ses-fault <kind[:share]>', 'let the embedded SES misbehave, e.g. accept-then-reset:0.1')
  .action(async (files, options) => (await import('./command/run')).run(files, options));

program
  .command('verify')
  .description('check an evidence or regulator pack, offline')
  .argument('<pack>', 'evidence.zip or regulator.zip')
  .option('--fingerprint <hex>', 'the signing key that it must be signed with')
  .action(async (pack, options) => (await import('./command/verify')).verify(pack, options));

addWorkCommands(program);

/** One clear line, whatever went wrong and wherever; state on disk is good at any moment. */
function fail(error: unknown): never {
  if (error instanceof CommanderError) process.exit(error.exitCode === 0 ? 0 : 1);
  process.stderr.write(`breach-notify: ${inOneLine(error)}\n`);
  if (program.opts().debug && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  process.exit(1);
}

process.on('uncaughtException', fail);
takeClosedPipes();
endWithNpm();
program.parseAsync().then(() => undefined, fail);
