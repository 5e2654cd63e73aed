import { ENGLISH, GERMAN, TAIWAN, words } from './places';

/** A public body; `*` in its name is one of its regions. Some would rather not be known as customers at all. */
export interface Authority {
  weight: number;
  name: string;
  slug: string;
  domain: string;
  regions: readonly string[];
  given: readonly string[];
  family: readonly string[];
}

const LANDS = words('Nord Süd Ost West Mitte Küste Alpen Heide Nordwest Nordost Südwest Südost');
const REGIONS = words('North South East West Midlands Coast Highlands Islands Lakes Valley');
const UNITS = words('I II III IV V VI VII VIII IX X XI XII');
const DUTCH = {
  regions: words('Noord Oost Zuid West Midden Zeekust Veluwe Waterland'),
  given: words('Anouk Bas Daan Eline Floor Guus Jeroen Lotte Sanne Teun'),
  family: words('Bakker Dekker Evers Hoekstra Kramer Maas Postma Smit Visser'),
};
const TAIWANESE = {
  regions: words('北區 中區 南區 東區 第一處 第二處 第三處'),
  given: TAIWAN.given,
  family: TAIWAN.family,
};

export const AUTHORITIES: readonly Authority[] = [
  {
    weight: 3,
    name: 'Behörde für Datenpflege *',
    slug: 'bdp',
    domain: 'behoerde.de.example',
    regions: LANDS,
    ...GERMAN,
  },
  {
    weight: 3,
    name: 'Amt für Musterschutz *',
    slug: 'afm',
    domain: 'afm.bund.de.example',
    regions: LANDS,
    ...GERMAN,
  },
  { weight: 2, name: 'Polizei *', slug: 'polizei', domain: 'polizei.de.example', regions: LANDS, ...GERMAN },
  {
    weight: 1,
    name: 'Dienststelle Fernkunde *',
    slug: 'dfk',
    domain: 'bundeswehr.de.example',
    regions: UNITS,
    ...GERMAN,
  },
  {
    weight: 1,
    name: 'Landesamt für Proben *',
    slug: 'lap',
    domain: 'lap.gv.at.example',
    regions: LANDS,
    ...GERMAN,
  },
  {
    weight: 3,
    name: 'Ministry of Records, *',
    slug: 'records',
    domain: 'ministry.gov.example',
    regions: REGIONS,
    ...ENGLISH,
  },
  {
    weight: 2,
    name: 'Cyber Brigade *',
    slug: 'cyber',
    domain: 'cyber.mil.example',
    regions: UNITS,
    ...ENGLISH,
  },
  {
    weight: 2,
    name: 'Defence Office *',
    slug: 'mod',
    domain: 'mod.uk.example',
    regions: REGIONS,
    ...ENGLISH,
  },
  {
    weight: 2,
    name: 'Constabulary *',
    slug: 'police',
    domain: 'police.uk.example',
    regions: REGIONS,
    ...ENGLISH,
  },
  {
    weight: 1,
    name: 'National CERT, Team *',
    slug: 'cert',
    domain: 'cert.gov.au.example',
    regions: UNITS,
    ...ENGLISH,
  },
  { weight: 2, name: 'Politie *', slug: 'politie', domain: 'politie.nl.example', ...DUTCH },
  { weight: 1, name: 'Rijksdienst Voorbeeld *', slug: 'rdv', domain: 'rdv.overheid.nl.example', ...DUTCH },
  { weight: 2, name: '範例部*', slug: 'fanli', domain: 'fanli.gov.tw.example', ...TAIWANESE },
];
