import { SES_FAULTS, type SesFault } from '../../local/settings';
import { Fault } from './fault';

/** @example parseFault('accept-then-reset:0.1') // a tenth of the calls, always the same ones */
export function parseFault(text: string): SesFault {
  const [kind = '', share = '1'] = text.split(':');
  const known = SES_FAULTS.find((name) => name === kind);
  if (!known) throw new Fault(`--ses-fault: '${kind}' is not one of ${SES_FAULTS.join(', ')}.`);
  const value = Number(share);
  if (!(value > 0 && value <= 1))
    throw new Fault(`--ses-fault: the share '${share}' is not between 0 and 1.`);
  return { kind: known, share: value, seed: 1 };
}
