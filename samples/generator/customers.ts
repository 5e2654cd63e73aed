import { AUTHORITIES } from './authorities';
import { PLACES, type Place, TAIWAN } from './places';
import type { Random } from './random';

/** A company with its domain, and people who could be its admins. */
export interface Customer {
  company: string;
  /** What groups are named after: the domain's label, cut where it is long. */
  slug: string;
  domain: string;
  given: readonly string[];
  family: readonly string[];
  authority?: boolean;
}

const AUTHORITY_SHARE = 0.022;
const BARE = 0.565;
const LATIN: Record<string, string> = { ä: 'ae', ö: 'oe', ü: 'ue', ß: 'ss', ł: 'l', ø: 'o', å: 'a' };

/** Makes customers, no two with the same name or domain label (authorities share their domain with their regions). */
export class Customers {
  private readonly names = new Set<string>();
  private readonly domains = new Set<string>();

  constructor(private readonly random: Random) {}

  make(): Customer {
    for (;;) {
      const customer = this.random.chance(AUTHORITY_SHARE) ? this.authority() : this.company();
      if (this.names.has(customer.company) || this.domains.has(customer.domain + customer.slug)) continue;
      this.names.add(customer.company);
      this.domains.add(customer.domain + customer.slug);
      return customer;
    }
  }

  private company(): Customer {
    const place = this.random.weighted<Place | typeof TAIWAN>([...PLACES, TAIWAN]);
    return 'domains' in place ? this.western(place) : this.taiwanese();
  }

  private western(place: Place): Customer {
    const { random } = this;
    const name = random.pick(place.first) + random.pick(place.second);
    const slug = asciiLabel(name);
    // The first legal form of the list is the commonest, and many customers just give a name.
    const luck = random.next();
    const form = luck < 0.3 ? place.forms[0]! : luck < BARE ? '*' : random.pick(place.forms);
    return {
      company: form.replace('*', name),
      slug: slug.length > 10 ? slug.slice(0, 8) : slug,
      domain: `${slug}.${random.pick(place.domains)}`,
      given: place.given,
      family: place.family,
    };
  }

  private taiwanese(): Customer {
    const { random } = this;
    const [first, second] = [random.pick(TAIWAN.first), random.pick(TAIWAN.second)];
    const slug = first[1] + second[1];
    return {
      company: first[0] + second[0] + random.pick(TAIWAN.ends),
      slug,
      domain: `${slug}.tw.example`,
      given: TAIWAN.given,
      family: TAIWAN.family,
    };
  }

  private authority(): Customer {
    const { name, slug, domain, regions, given, family } = this.random.weighted(AUTHORITIES);
    const at = this.random.between(1, regions.length);
    return {
      company: name.replace('*', regions[at - 1]!),
      slug: `${slug}${at}`,
      domain,
      given,
      family,
      authority: true,
    };
  }
}

/** Lower-case letters and digits only, umlauts written out. */
export function asciiLabel(text: string): string {
  return text
    .toLowerCase()
    .replace(/[äöüßłøå]/g, (letter) => LATIN[letter]!)
    .normalize('NFKD')
    .replace(/[^a-z0-9]/g, '');
}
