/** What the server saw: the witness that tests ask how often a mail was really accepted. */
export class Counts {
  calls = 0;
  accepted = 0;
  throttled = 0;
  /** Errors other than throttles. */
  refused = 0;
  delivered = 0;
  bounced = 0;
  complained = 0;
  rejected = 0;
  private readonly byRecipient = new Map<string, number>();
  private readonly byTag = new Map<string, number>();

  accept(recipients: string[], tags: [string, string][]): void {
    this.accepted += 1;
    for (const recipient of recipients) increment(this.byRecipient, recipient);
    for (const [name, value] of tags) increment(this.byTag, `${name}=${value}`);
  }

  /** How many accepted mails had this recipient. */
  acceptedFor(recipient: string): number {
    return this.byRecipient.get(recipient) ?? 0;
  }

  /** How many accepted mails carried this tag. */
  acceptedWith(name: string, value: string): number {
    return this.byTag.get(`${name}=${value}`) ?? 0;
  }

  /** Recipients with more than one accepted mail. */
  repeated(): [recipient: string, times: number][] {
    return [...this.byRecipient].filter(([, times]) => times > 1);
  }

  recipients(): number {
    return this.byRecipient.size;
  }
}

const increment = (map: Map<string, number>, key: string) => map.set(key, (map.get(key) ?? 0) + 1);
