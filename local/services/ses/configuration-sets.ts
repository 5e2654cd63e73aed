import type { Account } from './account';
import { noSuchSet } from './errors';
import type { EventType } from './plan';
import type { SuppressionReason } from './suppression';

/** Where a set's events go; `types` as the template writes them, by `eventKey`. */
export interface EventDestination {
  name: string;
  topicArn: string;
  enabled: boolean;
  types: ReadonlyMap<string, string>;
}

interface ConfigurationSet {
  name: string;
  template: boolean;
  suppressedReasons: readonly SuppressionReason[];
  destinations: Map<string, EventDestination>;
}

const ALL_REASONS: readonly SuppressionReason[] = ['BOUNCE', 'COMPLAINT'];

/** `DeliveryDelay`, `deliveryDelay` and `Rendering Failure` are spelt differently in template and event. */
export const eventKey = (type: string): string => type.replace(/\s/g, '').toLowerCase();

/** The configuration sets that the stacks name. */
export class ConfigurationSets {
  private readonly sets = new Map<string, ConfigurationSet>();

  constructor(private readonly account: Account) {}

  put(name: string, sendingEnabled: boolean, suppressedReasons = ALL_REASONS): void {
    const destinations = this.sets.get(name)?.destinations ?? new Map();
    this.sets.set(name, { name, template: sendingEnabled, suppressedReasons, destinations });
  }

  putDestination(set: string, destination: EventDestination): void {
    this.get(set).destinations.set(destination.name, destination);
  }

  /** @throws ConfigurationSetDoesNotExist */
  get(name: string): ConfigurationSet {
    const set = this.sets.get(name);
    if (!set) throw noSuchSet(name);
    return set;
  }

  names(): string[] {
    return [...this.sets.keys()];
  }

  sendingEnabled(name: string): boolean {
    return this.account.switchOf(name, this.get(name).template);
  }

  setSendingEnabled(name: string, enabled: boolean): void {
    this.account.setSwitch(name, enabled, this.get(name).template);
  }

  /** Without a set the account's own setting holds: both reasons. */
  suppressedReasons(name: string | undefined): readonly SuppressionReason[] {
    return name === undefined ? ALL_REASONS : this.get(name).suppressedReasons;
  }

  /** The topics that want this event. A set that is gone wants none. */
  topicsFor(name: string | undefined, type: EventType): string[] {
    const set = name === undefined ? undefined : this.sets.get(name);
    if (!set) return [];
    return [...set.destinations.values()]
      .filter(({ enabled, types }) => enabled && types.has(eventKey(type)))
      .map(({ topicArn }) => topicArn);
  }
}
