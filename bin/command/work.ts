import { type Command, Option } from 'commander';
import { SECOND_ROUTES } from '../../lambdas/domain/sending/recipient';

/** The commands that people work on incidents with; each loads its code when it is called. */
export function addWorkCommands(program: Command): void {
  addLooks(program);
  addDecisions(program);
  addFiles(program);
  addRecord(program);
}

const why = () => new Option('--why <text>', 'your reason; it is kept').makeOptionMandatory();

/** Options of every command that talks to a stack. */
const work = (command: Command) =>
  command
    .option(
      '--data <dir>',
      'the data folder of the running stack, or of a stopped one (default .breach-notify)',
    )
    .option('--json', 'print the result as JSON only');

function addLooks(program: Command): void {
  work(program.command('incidents').description('list all incidents')).action(async (options) =>
    (await import('./look')).incidents(options),
  );
  work(program.command('show').description('where an incident stands and who has to do what next'))
    .argument('<incident>')
    .action(async (incident, options) => (await import('./look')).show(incident, options));
  work(program.command('export').description('fetch both packs, as of now or of a past moment'))
    .argument('<incident>')
    .option('--as-of <time>', 'e.g. 2026-06-30T12:00:00Z')
    .option('--out <dir>', 'where evidence.zip and regulator.zip go', 'out')
    .action(async (incident, options) => (await import('./export')).exportIncident(incident, options));
}

function addDecisions(program: Command): void {
  work(program.command('approve').description('approve the current manifest: its mails may be sent'))
    .argument('<incident>')
    .requiredOption('--as <approver>', 'approver-1 or approver-2')
    .option('--why <text>', 'kept with the approval')
    .option('--manifest <hash>', 'approve only this one')
    .option('--yes', 'do not ask on a terminal')
    .action(async (incident, options) => (await import('./approve')).approve(incident, options));
  for (const what of ['pause', 'resume'] as const) {
    const says = what === 'pause' ? 'stop all mails of a run, losing nothing' : 'go on after a pause';
    work(program.command(what).description(says))
      .argument('<incident>')
      .addOption(why())
      .option('--everything', "also switch the account's sending, for all incidents")
      .action(async (incident, options) => (await import('./decide')).control(what, incident, options));
  }
  work(program.command('recipient').description('whether an address was told, and your decision on it'))
    .argument('<incident>')
    .argument('<address>')
    .addOption(why())
    .option('--withhold', 'do not tell')
    .option('--release', 'tell after all')
    .option('--resend', 'send a second mail where the outcome is unknown')
    .option('--accept-unknown', 'leave an unknown outcome as it is')
    .addOption(new Option('--second-route-done <route>', 'told in another way').choices(SECOND_ROUTES))
    .action(async (incident, address, options) =>
      (await import('./decide')).recipient(incident, address, options),
    );
  work(program.command('supplements').description('send told people what a later file added about them'))
    .argument('<incident>')
    .addOption(why())
    .action(async (incident, options) => (await import('./decide')).supplements(incident, options));
}

function addFiles(program: Command): void {
  work(program.command('drop').description('drop leaked files into an incident'))
    .argument('<incident>')
    .argument('<file...>')
    .action(async (incident, files, options) =>
      (await import('./decide')).dropFiles(incident, files, options),
    );
  work(program.command('quarantine').description('lines that no rule could explain, and your word on one'))
    .argument('<incident>')
    .argument('[accept|dismiss]')
    .argument('[file:line]', 'as the list names it')
    .option('--address <address>', 'with accept: the address as it should be')
    .option('--company <name>', 'with accept', '')
    .option('--group <name>', 'with accept', '')
    .option('--why <text>', 'your reason; it is kept')
    .option('--all', 'all lines in full, also those decided on')
    .action(async (incident, action, place, options) =>
      (await import('./quarantine')).quarantine(incident, action, place, options),
    );
  work(
    program
      .command('set-aside')
      .description('let what is wrong with a whole file hold the incident no longer'),
  )
    .argument('<incident>')
    .argument('<file>', 'its number, as show has it')
    .addOption(why())
    .action(async (incident, file, options) => (await import('./decide')).setAside(incident, file, options));
}

function addRecord(program: Command): void {
  const record = program.command('incident').description('the incident record: new, check, put');
  record
    .command('new')
    .description('write a record with every field explained; on a terminal asks for what is missing')
    .argument('[file]', 'what to write', 'incident.json')
    .option('--json', 'print the result as JSON only')
    .action(async (file, options) => (await import('./incident-new')).newRecord(file, options));
  record
    .command('check')
    .description('say what is missing or wrong in a record')
    .argument('<file>')
    .option('--json', 'print the result as JSON only')
    .action(async (file, options) => (await import('./incident-new')).checkRecord(file, options));
  work(record.command('put').description('describe an incident by its record'))
    .argument('<file>')
    .action(async (file, options) => (await import('./decide')).putRecord(file, options));
}
