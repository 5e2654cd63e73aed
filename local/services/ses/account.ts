import { addressFault, domainOf } from './addresses';
import { isSimulator } from './fates';
import { StateFile } from './state-file';

interface State {
  sendingEnabled: boolean;
  identities: string[];
  /** Configuration sets whose sending somebody switched; `template` is what the template said then. */
  switched: Record<string, { sendingEnabled: boolean; template: boolean }>;
}

/** The account's switches and identities; they survive a restart, as a kill switch must. */
export class Account {
  private readonly file: StateFile<State>;
  private readonly state: State;

  constructor(
    directory: string,
    readonly id: string,
    readonly region: string,
  ) {
    this.file = new StateFile(directory, 'account.json');
    this.state = this.file.read({ sendingEnabled: true, identities: [], switched: {} });
  }

  get sendingEnabled(): boolean {
    return this.state.sendingEnabled;
  }

  setSendingEnabled(enabled: boolean): void {
    this.state.sendingEnabled = enabled;
    this.save();
  }

  /** A set's own switch, unless the template's word has changed since it was used. */
  switchOf(name: string, template: boolean): boolean {
    const switched = this.state.switched[name];
    return switched?.template === template ? switched.sendingEnabled : template;
  }

  setSwitch(name: string, sendingEnabled: boolean, template: boolean): void {
    this.state.switched[name] = { sendingEnabled, template };
    this.save();
  }

  /** Nobody asks DNS on a laptop: an identity is verified as soon as it exists. */
  verify(identity: string): void {
    if (this.isIdentity(identity)) return;
    this.state.identities.push(identity);
    this.save();
  }

  identities(): readonly string[] {
    return this.state.identities;
  }

  isIdentity(identity: string): boolean {
    const key = identity.toLowerCase();
    return this.state.identities.some((known) => known.toLowerCase() === key);
  }

  /** Those of the addresses that no identity covers; the mailbox simulator needs none. */
  unverified(addresses: string[]): string[] {
    return addresses.filter((address) => !isSimulator(address) && this.covering(address) === undefined);
  }

  /** The identity that permissions are asked for: the address itself, else its domain or a parent of it. */
  identityArn(address: string): string {
    return this.arn(`identity/${this.covering(address) ?? domainOf(address)}`);
  }

  setArn(configurationSet: string): string {
    return this.arn(`configuration-set/${configurationSet}`);
  }

  private covering(address: string): string | undefined {
    if (this.isIdentity(address)) return address;
    const labels = domainOf(address).split('.');
    for (let from = 0; from < labels.length - 1; from++) {
      const domain = labels.slice(from).join('.');
      if (this.isIdentity(domain)) return domain;
    }
    return undefined;
  }

  private arn(resource: string): string {
    return `arn:aws:ses:${this.region}:${this.id}:${resource}`;
  }

  private save(): void {
    this.file.write(this.state);
  }
}

/** `EmailAddress` or `Domain`, as `ListIdentities` tells them apart. */
export const identityType = (identity: string): string =>
  addressFault(identity) === undefined ? 'EmailAddress' : 'Domain';
