import { BAD_ADDRESSES } from './bad-addresses';
import { asciiLabel, type Customer, Customers } from './customers';
import { Random } from './random';

export interface Row {
  company: string;
  group: string;
  admin: string;
}

/** The figures of the file; the test counts them again in another way. */
export const FIGURES = {
  seed: 20230629,
  rows: 5_600,
  /** Rows whose address cell holds nothing that a mail could be sent to. */
  unusable: BAD_ADDRESSES.length,
  /** Usable rows whose admin stands in another usable row as well, counted beyond the first. */
  repeated: 672,
  /** Of these: service providers who administer other companies' groups, and rows that are there twice. */
  providers: 24,
  twins: 12,
};

const GROUP_ENDS = ['-soc', '-it', '-csirt', '_sec', '-eu', '-lab', '-ops', '2', '-dev', '-ir'];
const MAILBOXES = ['soc', 'security', 'cert', 'it', 'csirt', 'secops', 'abuse', 'admin'];

/** All rows in the order of the file. */
export function sampleRows(): Row[] {
  const random = new Random(FIGURES.seed);
  const source = new RowSource(random);
  const distinct = FIGURES.rows - FIGURES.unusable - FIGURES.repeated;
  const rows: Row[] = [];
  while (rows.length < distinct) rows.push(source.newAdmin());
  const repeats = [...source.providerRows(FIGURES.providers)];
  while (repeats.length < FIGURES.repeated - FIGURES.twins) repeats.push(source.furtherGroup());
  for (const row of repeats) row.admin = respelt(random, row.admin);
  for (let n = 0; n < FIGURES.twins; n++) repeats.push({ ...random.pick(rows) });
  const unusable = BAD_ADDRESSES.map((bad) => source.unusable(bad));
  return random.shuffle([...rows, ...repeats, ...unusable]);
}

/** Some exports spell an address differently each time; it is still one person. */
function respelt(random: Random, admin: string): string {
  if (!random.chance(0.15)) return admin;
  const [local = '', domain = ''] = admin.split('@');
  const capital = (text: string) => text.replace(/(^|[.-])([a-z])/g, (part) => part.toUpperCase());
  return random.pick([`${capital(local)}@${domain}`, `${local}@${capital(domain)}`, admin.toUpperCase()]);
}

class RowSource {
  private readonly customers: Customers;
  private readonly made: { customer: Customer; admin: string; groups: number }[] = [];
  private readonly admins = new Set<string>();

  constructor(private readonly random: Random) {
    this.customers = new Customers(random);
  }

  /** A new customer, or a further group of a known one, with an admin who stands nowhere else yet. */
  newAdmin(): Row {
    const { random } = this;
    const known = this.made.length > 100 && random.chance(0.12) ? random.pick(this.made) : undefined;
    const customer = known?.customer ?? this.customers.make();
    const admin = this.unusedAddress(customer);
    if (!known) this.made.push({ customer, admin, groups: 1 });
    const group = known ? this.furtherName(known) : customer.slug;
    return { company: customer.company, group, admin };
  }

  /** A further group of a known company under the same admin. */
  furtherGroup(): Row {
    const entry = this.random.pick(this.made);
    return { company: entry.customer.company, group: this.furtherName(entry), admin: entry.admin };
  }

  /** Admins of a service provider's, each with groups at 4 to 12 other companies. */
  *providerRows(providers: number): Generator<Row> {
    const companies = this.made.filter(({ customer }) => !customer.authority);
    for (let n = 0; n < providers; n++) {
      const { admin } = this.random.pick(companies);
      for (let groups = this.random.between(4, 12); groups > 0; groups--) {
        const client = this.random.pick(companies);
        yield { company: client.customer.company, group: this.furtherName(client), admin };
      }
    }
  }

  unusable(bad: (customer: Customer) => string): Row {
    const customer = this.customers.make();
    return { company: customer.company, group: customer.slug, admin: bad(customer) };
  }

  private furtherName(entry: { customer: Customer; groups: number }): string {
    const end = GROUP_ENDS[entry.groups % GROUP_ENDS.length]!;
    const round = Math.floor(entry.groups / GROUP_ENDS.length);
    entry.groups += 1;
    return `${entry.customer.slug}${end}${round > 0 ? round : ''}`;
  }

  private unusedAddress(customer: Customer): string {
    for (;;) {
      const address = `${this.localPart(customer)}@${customer.domain}`;
      if (this.admins.has(address)) continue;
      this.admins.add(address);
      return address;
    }
  }

  private localPart({ given, family }: Customer): string {
    const { random } = this;
    const [first, last] = [asciiLabel(random.pick(given)), asciiLabel(random.pick(family))];
    const style = random.next();
    if (style < 0.2) return random.pick(MAILBOXES);
    if (style < 0.55) return `${first.charAt(0)}.${last}`;
    if (style < 0.8) return last;
    if (style < 0.82) return `${last}+scan`;
    return style < 0.9 ? `${first}.${last}` : `${first.charAt(0)}${last}`;
  }
}
