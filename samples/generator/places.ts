/**
 * Where customers are and what they are called there. Every word is made up or an ordinary noun, and every domain
 * ends in a name that is reserved for examples (RFC 2606, RFC 6761): no mail can ever leave for a real person.
 */
export interface Place {
  weight: number;
  /** The domain behind the company's own label. */
  domains: readonly string[];
  /** Beginnings and ends of company names. */
  first: readonly string[];
  second: readonly string[];
  /** `*` stands for the name. */
  forms: readonly string[];
  given: readonly string[];
  family: readonly string[];
}

export const words = (text: string): string[] => text.trim().split(/\s+/);

export const GERMAN = {
  first:
    words(`Nord Süd Berg Tal Wald Stein Eichen Birken Falken Kranich Linden Möwen Löwen Silber Kupfer Mühl
    Wiesen Brunn Sonn Ahorn Buchen Dorn Erlen Grün Hirsch Kiefern Lärchen Mond Rosen Wolken`),
  second: words(
    'bach feld hof werk hafen mühle brücke garten horn see ried moor klinge kontor anger warte grund tor weiler quell',
  ),
  given: words(
    'Anna Bernd Clara Dirk Eva Falk Greta Hanno Ida Jens Kai Lena Marit Nils Olga Paul Rieke Sven Tilda Uwe',
  ),
  family:
    words(`Albers Brandt Claasen Deichmann Ebner Fuhrmann Gerling Hollmann Immel Jansen Kessler Lorenz Mahler
    Neumann Ostrow Petersen Quandel Reuter Sommer Thiel Ullrich Voss Wegener Zander`),
};

export const ENGLISH = {
  first:
    words(`Blue Amber Hollow Copper Silver Maple Cedar Willow Heather Bramble Falcon Heron Otter Badger Granite
    Marble Harbour Meadow Orchard Summer Winter Autumn North West Lantern Compass Anchor Thistle Juniper Quarry`),
  second: words(
    'field ford bridge stone wood brook gate works dale ridge haven mill crest hurst mere shore vale wick yard lake',
  ),
  given: words(
    'Alice Ben Chloe Dan Ella Finn Grace Henry Isla Jack Kate Liam Maya Noah Orla Priya Ruth Sam Tess Will',
  ),
  family:
    words(`Ashby Barlow Carver Dalton Everett Fletcher Garner Hayward Ingram Jarvis Keating Langley Mercer
    Norwood Osborne Prescott Quinn Radley Sutton Thorne Underhill Vickers Whitlock Yardley`),
};

export const PLACES: readonly Place[] = [
  {
    weight: 22,
    domains: ['de.example'],
    forms: [
      '* GmbH',
      '* AG',
      '* GmbH & Co. KG',
      '* SE',
      '*',
      'Gruppe *',
      '*, Partner & Söhne',
      '* "Die Werft" GmbH',
    ],
    ...GERMAN,
  },
  {
    weight: 4,
    domains: ['at.example'],
    forms: ['* GmbH', '* AG', '* Österreich', '*, Gruber & Co'],
    ...GERMAN,
  },
  { weight: 4, domains: ['ch.example'], forms: ['* AG', '* Zürich', '* Sàrl', '* & Cie, Bern'], ...GERMAN },
  {
    weight: 22,
    domains: ['example', 'test', 'example.com', 'test', 'example', 'example.org'],
    forms: ['*, Inc.', '* LLC', '* Inc.', '*', '* Labs', '* Group', '*, LLC', 'The "*" Company'],
    ...ENGLISH,
  },
  {
    weight: 12,
    domains: ['uk.example'],
    forms: ['* Ltd', '* plc', '* & Sons', '*', '* Holdings', 'Bank of *'],
    ...ENGLISH,
  },
  { weight: 3, domains: ['au.example'], forms: ['* Pty Ltd', '* Mining', '*'], ...ENGLISH },
  {
    weight: 8,
    domains: ['nl.example'],
    forms: ['* BV', '* NV', '*', '* Groep', "'t * Huis", '*, Smit & Zn'],
    first: words(
      'Noord Zuid Wester Ooster Duin Polder Meer Water Tulpen Molen Veld Bos Haven Zilver Rood Zee Dijk Klaver Vuur Riet',
    ),
    second: words('brug hof land dam veen kade sluis wijk vaart berg horst stad huis zicht weide'),
    given: words(
      'Anouk Bas Carlijn Daan Eline Floor Guus Hanna Jeroen Kim Lotte Maarten Noor Pieter Roos Sanne Teun',
    ),
    family: words(
      'Bakker Dekker Evers Gerritsen Hoekstra Jansen Kramer Maas Postma Schouten Smit Veenstra Visser Wolters',
    ),
  },
  {
    weight: 7,
    domains: ['fr.example', 'be.example'],
    forms: ['* SA', '* SAS', 'Société *', '*', '* & Associés', 'Crédit *, Lyon'],
    first: words('Bel Clair Mont Val Haut Vert Bois Roche Pont Fleur Champ Étoile Chêne Forêt Rivière'),
    second: words('mont val lac pré rive ciel sol mer fort bourg lieu vent'),
    given: words('Agathe Bruno Camille Denis Elise Fabien Gilles Helene Julien Louise Manon Nadia Olivier'),
    family: words('Aubert Blanchet Caron Delorme Fabre Gautier Lacombe Marchand Perrin Rolland Vasseur'),
  },
  {
    weight: 6,
    domains: ['es.example', 'it.example'],
    forms: ['* SL', '* SA', '*', 'Grupo *', 'Industrias *'],
    first: words('Monte Vera Alba Costa Luz Mira Torre Serra Campo Puerto Río Peña Nuño Roca'),
    second: words('mar sol nova luna alta verde rosa clara grande bella fría'),
    given: words('Alba Bruno Carmen Diego Elena Fabio Gema Ines Javier Lucia Marco Nuria Paola Raul'),
    family: words(
      'Alonso Bruni Campos Duarte Ferrer Galli Ibarra Lorca Marin Navarro Ortega Pardo Romano Vidal',
    ),
  },
  {
    weight: 4,
    domains: ['pl.example', 'cz.example', 'se.example', 'dk.example'],
    forms: ['* AB', '* AS', '*', '* Holding', '* A/S'],
    first: words('Jasny Złoty Biały Modrý Černý Vit Grå Blå Röd Sjö Ström Lund Ås Ber Dal Kam'),
    second: words('bor las most vik dal holm brod dvor hav gård kov ros'),
    given: words('Agnieszka Bo Dana Erik Filip Hana Jakub Karin Lars Milena Ola Petra Tomas'),
    family: words('Berg Dvorak Holm Kowal Lind Maly Novotny Nowak Strand Vesely Zielony'),
  },
];

/** Chinese names with the label that their domain carries. */
export const TAIWAN = {
  weight: 4,
  first: [
    ['青山', 'chingshan'],
    ['大同', 'tatung'],
    ['永安', 'yungan'],
    ['海川', 'haichuan'],
    ['金石', 'chinshih'],
    ['新港', 'hsinkang'],
    ['北辰', 'peichen'],
    ['明德', 'mingte'],
    ['長風', 'changfeng'],
    ['玉林', 'yulin'],
    ['和光', 'hokuang'],
    ['東嶺', 'tungling'],
  ],
  second: [
    ['資訊', 'info'],
    ['電子', 'tron'],
    ['科技', 'tech'],
    ['銀行', 'bank'],
    ['航運', 'line'],
    ['半導體', 'semi'],
    ['網路', 'net'],
    ['能源', 'power'],
    ['醫院', 'med'],
    ['電信', 'tel'],
    ['保險', 'ins'],
    ['物流', 'cargo'],
    ['精密', 'prec'],
    ['生技', 'bio'],
    ['光電', 'opto'],
  ],
  ends: ['股份有限公司', '有限公司', '公司', '集團', ''],
  given: words('chihao yating mingde shufen weilun peishan junhong yihsuan tzuyi chengen'),
  family: words('chen lin huang chang lee wang wu liu tsai yang hsu cheng'),
} as const;
