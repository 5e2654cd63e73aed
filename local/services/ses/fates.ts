import { domainOf } from './addresses';
import type { Fate } from './mail';

const SIMULATOR = 'simulator.amazonses.com';
const SIMULATED: Record<string, Fate> = {
  success: 'delivered',
  bounce: 'bounced',
  ooto: 'out-of-office',
  complaint: 'complained',
  suppressionlist: 'suppressed-globally',
};

const EICAR = 'X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*';
const EICAR_BASE64 = Buffer.from(EICAR).toString('base64').slice(0, 76);

/** Mails to the mailbox simulator count towards the rate, not towards the quota or the suppression list. */
export const isSimulator = (address: string): boolean => domainOf(address) === SIMULATOR;

/** The fate that the mailbox simulator has for this address; a `+label` is allowed. */
export function simulatedFate(address: string): Fate | undefined {
  if (!isSimulator(address)) return undefined;
  const local = address.slice(0, address.lastIndexOf('@')).toLowerCase();
  return SIMULATED[local.split('+', 1)[0] ?? ''] ?? 'bounced';
}

/** SES's virus scan, as far as its documented test file goes: as plain text or as a base64 attachment. */
export function holdsVirus(raw: Buffer): boolean {
  return raw.includes(EICAR) || raw.includes(EICAR_BASE64);
}

/** Which copy goes where; `relay` tells whether an SMTP server takes what nothing else decides. */
export function fateOf(
  address: string,
  conditions: { virus: boolean; suppressed: boolean; relay: boolean },
): Fate {
  if (conditions.virus) return 'rejected';
  const simulated = simulatedFate(address);
  if (simulated) return simulated;
  if (conditions.suppressed) return 'suppressed';
  return conditions.relay ? 'relayed' : 'delivered';
}
