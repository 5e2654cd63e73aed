import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleVerifier } from './bundle';

/** Writes source.ts: run it after any change to what the verifier is made of. */
const text = `/** verify.mjs as it goes into every pack; written by write-source.ts. */
export const VERIFIER_SOURCE = ${JSON.stringify(bundleVerifier())};
`;
writeFileSync(join(__dirname, 'source.ts'), text);
