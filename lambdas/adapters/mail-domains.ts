import { Resolver } from 'node:dns/promises';

/** Whether a domain takes mail at all; asked once a domain. */
export type DomainCheck = (domain: string) => Promise<boolean>;

/** What is asked of DNS; node's resolver has it. */
export interface DomainResolver {
  resolveMx(domain: string): Promise<{ exchange: string }[]>;
  resolve4(domain: string): Promise<string[]>;
  resolve6(domain: string): Promise<string[]>;
}

/** A slice lasts minutes; a domain is not asked about again within it. */
const CACHE_SIZE = 20_000;

/**
 * Asks DNS. Only a clear no counts: the name does not exist, it publishes a null MX (RFC 7505), or it has neither
 * MX nor address. Whatever goes wrong on the way, the mail is sent and SES finds out.
 */
export function createDomainCheck(resolver: DomainResolver = shortResolver()): DomainCheck {
  const known = new Map<string, Promise<boolean>>();
  return (domain) => {
    const asked = known.get(domain) ?? takesMail(resolver, domain);
    if (known.size >= CACHE_SIZE) known.clear();
    known.set(domain, asked);
    return asked;
  };
}

/** For where there is no network: every domain takes mail. */
export const allDomains: DomainCheck = async () => true;

function shortResolver(): Resolver {
  return new Resolver({ timeout: 1_500, tries: 2 });
}

async function takesMail(resolver: DomainResolver, domain: string): Promise<boolean> {
  try {
    const records = await resolver.resolveMx(domain);
    return records.length === 0 || records.some(({ exchange }) => exchange !== '' && exchange !== '.');
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOTFOUND') return false;
    if (code !== 'ENODATA') return true;
    return hasAddress(resolver, domain);
  }
}

/** Without MX the domain's own address takes its mail (RFC 5321, 5.1). */
async function hasAddress(resolver: DomainResolver, domain: string): Promise<boolean> {
  const answers = await Promise.allSettled([resolver.resolve4(domain), resolver.resolve6(domain)]);
  return !answers.every(
    (answer) => answer.status === 'rejected' && /^(ENODATA|ENOTFOUND)$/.test(codeOf(answer.reason) ?? ''),
  );
}

const codeOf = (error: unknown) => (error as { code?: string } | undefined)?.code;
