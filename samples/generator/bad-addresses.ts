import type { Customer } from './customers';

/** What stands in address cells of real exports and is none. Nothing of it upsets the structure of the file. */
export const BAD_ADDRESSES: readonly ((customer: Customer) => string)[] = [
  // Nothing there, or a word that says so.
  () => '',
  () => '',
  () => '',
  () => '',
  () => '',
  () => '',
  () => ' ',
  () => '-',
  () => 'n/a',
  () => 'N/A',
  () => 'unknown',
  () => 'unbekannt',
  () => '(deleted user)',
  // Something else than an address.
  ({ family }) => family[0]!.toLowerCase(),
  ({ domain }) => domain,
  ({ given, family }) => `${given[1]} ${family[1]}`,
  () => '+49 30 0000 000',
  // An address that got damaged.
  ({ domain }) => `admin@@${domain}`,
  ({ domain }) => `@${domain}`,
  () => 'security@',
  () => 'root@localhost',
  ({ domain }) => `soc(at)${domain}`,
  ({ domain }) => `it@${domain.replaceAll('.', ',')}`,
];
