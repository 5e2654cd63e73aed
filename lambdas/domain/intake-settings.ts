import { canonicalJson } from './evidence/canonical-json';
import { sha256 } from './ids';

/** What the incident's record says about reading, as one hash: a refused file is read again when it changes. */
export const intakeSettings = (record: { intake: unknown } | undefined): string =>
  sha256(canonicalJson(record?.intake ?? {}));
