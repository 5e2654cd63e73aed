import { counted } from '../../domain/plural';
import { type Verdict, verifyPack } from './verify-pack';

/** Where the answer goes: standard output and standard error. */
export interface Output {
  out(text: string): void;
  err(text: string): void;
}

/**
 * The verify command: 0 genuine (prints the key's fingerprint), 3 altered, unreadable or another key (names the
 * first thing that is wrong), 1 no such file.
 */
export async function verifyCommand(
  path: string,
  fingerprint: string | undefined,
  { out, err }: Output,
): Promise<0 | 1 | 3> {
  const say = (print: (text: string) => void, text: string) => print(`${inert(text)}\n`);
  try {
    const verdict = await verifyPack(path, { fingerprint });
    if (!verdict.genuine) {
      say(err, `NOT GENUINE: ${verdict.fault}`);
      return 3;
    }
    const { pack, incident, cutAt, files } = verdict;
    say(out, `genuine ${pack} pack of incident ${incident}, as of ${cutAt}, ${counted(files, 'file')}`);
    if (!verdict.balanced)
      say(out, 'It is genuine, and it says itself that it does NOT balance: see data/reconciliation.json.');
    if (verdict.rehearsal)
      say(out, 'It is genuine, and it says itself that it was a REHEARSAL: nobody was told.');
    say(out, `log: ${anchoring(verdict.log)}`);
    say(out, `fingerprint ${verdict.fingerprint}`);
    if (fingerprint === undefined)
      say(out, 'Compare this fingerprint with the one you got from the controller by another way.');
    return 0;
  } catch (error) {
    say(err, error instanceof Error ? error.message : String(error));
    return 1;
  }
}

/** What the pack says of its anchors; only the bucket's own tell whether it is true. */
function anchoring({ entries, anchored }: Extract<Verdict, { genuine: true }>['log']): string {
  const said = counted(entries, 'entry', 'entries');
  if (!anchored) return `${said}, none of them anchored by then`;
  const { sequence, anchoredAt, key, version } = anchored;
  return `${said}, anchored up to entry ${sequence} at ${anchoredAt}: compare with ${key}, version ${version}, in the controller's evidence bucket`;
}

/** A pack that somebody made up may hold anything: nothing of it may write over our own lines on a terminal. */
const inert = (text: string) =>
  text.replace(/[^\x20-\x7e]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);
