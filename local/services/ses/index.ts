import type { ResourceHandlers } from '../../cloudformation/types';
import type { Service, ServiceContext } from '../../gateway/types';
import type { Deliveries } from '../../lambda/types';
import type { SesSettings } from '../../settings';
import { Account } from './account';
import { ConfigurationSets } from './configuration-sets';
import { Control } from './control';
import { Counts } from './counts';
import { Faults } from './faults';
import { Flow } from './flow';
import { Ledger } from './ledger';
import { SendLimits } from './limits';
import { MailStore } from './mail-store';
import { MailView } from './mail-view';
import { Mailer } from './mailer';
import { sesHandlers } from './resources';
import { QueryService } from './service';
import { Statistics } from './statistics';
import { SuppressionList } from './suppression';

export interface EmbeddedSes {
  service: Service;
  handlers: ResourceHandlers;
  /** To be called when the stacks' resources exist: from here on events are published, interrupted ones first. */
  start(): void;
  /** Changes while it runs, and what the server saw. */
  control: Control;
}

const DELIVERY_MS = 5;

/** SES v1 on this computer: takes mails as SES would, keeps them, and publishes what became of them. */
export function createSesService(
  context: ServiceContext,
  settings: SesSettings,
  { deliveries }: { deliveries: Deliveries },
): EmbeddedSes {
  const now = () => context.now().getTime();
  const { directory, authorizer } = context;
  const mode = { sandbox: settings.sandbox ?? false };
  const account = new Account(directory, context.account, context.region);
  const sets = new ConfigurationSets(account);
  const limits = new SendLimits(settings, now);
  const suppression = new SuppressionList(directory);
  const store = new MailStore(settings.mailDirectory);
  const view = viewOf(settings);
  const faults = new Faults(settings.fault);
  const counts = new Counts();
  const statistics = new Statistics();
  const ledger = new Ledger({
    directory,
    account: context.account,
    store,
    deliveryMs: settings.deliveryMilliseconds ?? DELIVERY_MS,
    quota: limits,
  });
  const unfinished = ledger.recover();
  const flow = new Flow(settings.smtp, {
    deliveries,
    account,
    sets,
    suppression,
    statistics,
    counts,
    ledger,
    faults,
    store,
    now,
  });
  const rules = {
    account,
    sets,
    limits,
    suppression,
    authorizer,
    sandbox: () => mode.sandbox,
    relay: settings.smtp !== undefined,
    now,
  };
  const mailer = new Mailer({
    rules,
    store,
    ledger,
    counts,
    faults,
    accepted: (entry) => {
      view?.show(entry.mail.id);
      flow.accepted(entry);
    },
  });
  const service = new QueryService({
    account,
    sets,
    limits,
    statistics,
    authorizer,
    mailer,
    flow,
    ledger,
    counts,
  });
  return {
    service,
    handlers: sesHandlers(account, sets),
    start: () => flow.start(unfinished),
    control: new Control({ counts, faults, ledger, limits, suppression, mode }),
  };
}

function viewOf({ mailDirectory, mailView }: SesSettings): MailView | undefined {
  if (mailView === undefined || mailView === mailDirectory) return undefined;
  const view = new MailView(mailDirectory, mailView, (text) => process.stderr.write(`ses: ${text}\n`));
  view.open();
  return view;
}
