import { isAscii } from 'node:buffer';
import iconv from 'iconv-lite';
import type { LegacyEncoding } from './legacy-encodings';

/**
 * What a language writes beyond ASCII. `telling` letters must make up `least` of them: most others look alike in
 * several encodings, and Western Europe must not be taken for Bohemia because of a Bjørn and a José.
 */
interface Profile {
  encodings: LegacyEncoding[];
  letters: Set<string>;
  telling?: Set<string>;
  least?: number;
  /** An alphabet of its own: every letter fits every time, so that the frequent ones count as well. */
  isAlphabet?: boolean;
  /** Below 1 for a mixture, which covers everything and proves little. */
  weight: number;
}

const WESTERN: LegacyEncoding[] = ['windows-1252', 'macintosh', 'cp850'];
const CENTRAL: LegacyEncoding[] = ['windows-1250', 'iso-8859-2'];
const CYRILLIC: LegacyEncoding[] = ['windows-1251', 'koi8-r', 'ibm866'];
const profile = (encodings: LegacyEncoding[], letters: string, telling?: string, least = 0): Profile => ({
  encodings,
  letters: new Set(letters),
  ...(telling && { telling: new Set(telling), least }),
  weight: 1,
});

const alphabet = (encodings: LegacyEncoding[], letters: string, frequent: string): Profile => ({
  ...profile(encodings, letters, frequent, 0.3),
  isAlphabet: true,
});
const THAI = String.fromCharCode(...Array.from({ length: 0x5b }, (_, at) => 0x0e01 + at));

/** The likelier ones first: they win where two fit equally. */
const PROFILES: Profile[] = [
  profile(WESTERN, 'äöüß'),
  profile(WESTERN, 'àâæçèéêëîïôœùûü'),
  profile(WESTERN, 'áéíñóúüºª¿¡'),
  profile(WESTERN, 'àáâãçéêíóôõú'),
  profile(WESTERN, 'àèéìîòù'),
  profile(WESTERN, 'åäöæøé'),
  profile(WESTERN, 'áæðéíóöúýþ', 'ðþýí', 0.3),
  { ...profile(WESTERN, 'àáâãäåæçèéêëìíîïñòóôõöøùúûüßœÿ'), weight: 0.9 },
  profile(CENTRAL, 'áčďéěíňóřšťúůýž', 'čěřšůž', 0.3),
  profile(CENTRAL, 'áäčďéíĺľňóôŕšťúýž', 'čľšťž', 0.3),
  profile(CENTRAL, 'ąćęłńóśźż', 'ąćęłńśźż', 0.5),
  profile(CENTRAL, 'áéíóöőúüű', 'őű', 0.04),
  profile(CENTRAL, 'čćđšž', 'čć', 0.3),
  profile(CENTRAL, 'ăâîşţ', 'ăşţ', 0.4),
  profile(['windows-1254'], 'âçğıi̇îöşüû', 'ğış', 0.2),
  profile(['windows-1257'], 'ąčęėįšųūž', 'ėįųū', 0.2),
  profile(['windows-1257'], 'āčēģīķļņšūž', 'āēīūņ', 0.3),
  alphabet(CYRILLIC, 'абвгдеёжзийклмнопрстуфхцчшщъыьэюяєіїґ№', 'оеаинтсрвл'),
  alphabet(['windows-1253'], 'αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰ', 'αοιετσνηρκ'),
  alphabet(['windows-1255'], 'אבגדהוזחטיכךלמםנןסעפףצץקרשת', 'יוהלארמתבש'),
  alphabet(['windows-1256'], 'ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىي', 'اليمنروتبة'),
  alphabet(['windows-874'], THAI, 'านรอกเวัง่ิ'),
];

/** Characters of company lists and of everything; others are many thousands, so that a tenth of the text is a lot. */
const TYPICAL: [LegacyEncoding[], string][] = [
  [
    ['gb18030'],
    '公司有限科技集团股份信息网络安全中国北京上海广州深圳天津南京杭州武汉成都重庆市省区电子大学院银行保险术服务管理部门研究所心国际贸易发展软件通数据云系统工程医组邮箱名称的一是不了人在我他这为之来以个用们到时要企业实有',
  ],
  [
    ['big5'],
    '公司有限股份科技集團資訊網路安全台灣臺北高雄新竹中南香港電子大學院銀行保險術服務管理部門研究所心國際貿易發展軟體通數據雲端系統工程醫組信箱名稱郵件的一是不了人在我他這為之來以個用們到時要企業實',
  ],
  [
    ['shift_jis', 'euc-jp'],
    'の株式会社有限合同東京都大阪名古屋区市県本部支店営業所技術開発情報あいうえおかがきくけこさしすせそただちってでとどなにねはばひふへほまみむめもやゆよらりるれろわをんアァイィウェエオカガキギクグケゲコゴサザシジスズセゼソタダチッツテデトドナニヌネノハバパヒビピフブプヘベペホボポマミムメモヤャユュヨョラリルレロワンー',
  ],
  [
    ['euc-kr'],
    '주식회사유한그룹시스템보안데이터네트워크서울부산대구인천광전국자정통신기술연소개발팀본학교은행험병원다는의가을를에로도하고지과장업무역제센비프웨어일메',
  ],
];

const LEAST_TYPICAL = 0.1;
const LEAST_SCORE = 0.4;
const SAMPLE_BYTES = 64 * 1024;

/**
 * The likeliest encoding of text that is not Unicode: Windows-1252 unless the characters read clearly better in
 * another one. Addresses are ASCII in all of them; what a wrong guess spoils is names.
 */
export function guessEncoding(sample: Buffer): LegacyEncoding {
  const telling = linesBeyondAscii(sample);
  return guessWideEncoding(telling) ?? guessByteEncoding(telling);
}

/** Two bytes a character: every other encoding reads such text as rare characters. */
function guessWideEncoding(sample: Buffer): LegacyEncoding | undefined {
  const scores = TYPICAL.flatMap(([encodings, typical]) => {
    const set = new Set(typical);
    return encodings.map((encoding) => {
      const beyond = charactersBeyondAscii(iconv.decode(sample, encoding));
      const invalid = beyond.filter((char) => char === '\ufffd').length;
      const found = beyond.filter((char) => set.has(char)).length;
      return { encoding, share: invalid * 20 > beyond.length ? 0 : found / (beyond.length || 1) };
    });
  }).sort((a, b) => b.share - a.share);
  const [best, second] = scores;
  if (!best || best.share < LEAST_TYPICAL || best.share < 2 * (second?.share ?? 0)) return undefined;
  return best.encoding;
}

function guessByteEncoding(sample: Buffer): LegacyEncoding {
  let best: LegacyEncoding = 'windows-1252';
  let most = LEAST_SCORE;
  for (const encoding of new Set(PROFILES.flatMap(({ encodings }) => encodings))) {
    const text = iconv.decode(sample, encoding);
    const faults = text.match(ODD)?.length ?? 0;
    const letters = charactersBeyondAscii(text.toLowerCase()).filter((char) => !NEUTRAL.test(char));
    for (const one of PROFILES) {
      if (!one.encodings.includes(encoding)) continue;
      const score = one.weight * (coverage(letters, one) - (2 * faults) / (letters.length + faults || 1));
      // A hair's breadth: sums of fractions differ by order.
      if (score > most + 1e-9) {
        best = encoding;
        most = score;
      }
    }
  }
  return best;
}

function coverage(letters: string[], { letters: known, telling, least = 0, isAlphabet }: Profile): number {
  const share = (set: Set<string>) => letters.filter((char) => set.has(char)).length / (letters.length || 1);
  if (!telling) return share(known);
  const told = share(telling);
  if (told < least) return 0;
  return isAlphabet ? 0.8 * share(known) + 0.2 * told : share(known);
}

/** Punctuation that most encodings have in the same place says nothing. */
const NEUTRAL = /[\p{P}\p{S}\p{Z}\p{Cf}]/u;
/** What no language writes. */
const ODD = new RegExp(
  [
    // a symbol within a word, or right in front of one
    String.raw`\p{L}[^\p{L}\p{N}\p{M}\p{Z}\p{ASCII}’‘´·–—\u00adªº]+(?=\p{L})`,
    String.raw`[©®¹²³¼½¾±](?=\p{L})`,
    // a capital behind a small letter, one of them beyond ASCII
    String.raw`\p{Ll}(?=\p{Lu})(?:(?<=\P{ASCII})|(?=\P{ASCII}))`,
    // two alphabets in one word
    String.raw`[A-Za-z](?=[\p{Script=Greek}\p{Script=Cyrillic}])|[\p{Script=Greek}\p{Script=Cyrillic}](?=[A-Za-z])`,
    // what cannot be read
    String.raw`[\ufffd\u0080-\u009f]`,
  ].join('|'),
  'gu',
);

const charactersBeyondAscii = (text: string): string[] => [...text].filter((char) => char > '\u007f');

function linesBeyondAscii(sample: Buffer): Buffer {
  const lines: Buffer[] = [];
  let gathered = 0;
  for (let start = 0; start < sample.length && gathered < SAMPLE_BYTES; ) {
    const end = sample.indexOf(0x0a, start);
    const line = sample.subarray(start, end === -1 ? sample.length : end + 1);
    if (!isAscii(line)) {
      lines.push(line);
      gathered += line.length;
    }
    start += line.length;
  }
  return Buffer.concat(lines).subarray(0, SAMPLE_BYTES);
}
