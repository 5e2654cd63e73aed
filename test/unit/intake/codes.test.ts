import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { QUARANTINE_CODES, REFUSAL_CODES, REPAIR_CODES } from '../../../lambdas/domain/quarantine-codes';

const page = readFileSync(join(__dirname, '../../../docs/quarantine-codes.md'), 'utf8');

test('every quarantine code is documented as it behaves', () => {
  for (const [code, { structural, alwaysHolds, says }] of Object.entries(QUARANTINE_CODES)) {
    const holds = alwaysHolds ? 'always' : structural ? 'unless isolated' : 'above 1 %';
    expect(page).toContain(`| \`${code}\` | ${holds} | ${says} |`);
  }
});

test('every repair and every refusal is documented', () => {
  for (const [code, says] of Object.entries(REPAIR_CODES))
    expect(page).toContain(`| \`${code}\` | ${says} |`);
  for (const [code, says] of Object.entries(REFUSAL_CODES))
    expect(page).toContain(`| \`${code}\` | ${says} |`);
});
