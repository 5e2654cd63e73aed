import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toCsv } from './generator/csv';
import { sampleRows } from './generator/rows';

/** `npm run sample`: writes customers.csv again, byte for byte the same. See README.md. */
writeFileSync(join(__dirname, 'customers.csv'), toCsv(sampleRows()));
