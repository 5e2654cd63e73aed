import iconv from 'iconv-lite';
import { guessEncoding } from '../../../lambdas/domain/intake/encoding/guess-encoding';
import type { LegacyEncoding } from '../../../lambdas/domain/intake/encoding/legacy-encodings';
import { csv, readTable } from './support/read';

/** Names as companies of these countries have them. */
const NAMES: [string, LegacyEncoding[], string[]][] = [
  [
    'German',
    ['windows-1252', 'macintosh', 'cp850'],
    ['Müller & Söhne', 'Straßenbau Groß', 'Bäckerei Öztal', 'Köln'],
  ],
  [
    'French',
    ['windows-1252', 'macintosh', 'cp850'],
    ['Société Générale', 'Crédit Forêt', 'Façade à Nîmes', 'Équipe'],
  ],
  ['Spanish', ['windows-1252', 'macintosh', 'cp850'], ['Compañía Díaz', 'Peña y Muñoz', 'Málaga Óptica']],
  ['Danish', ['windows-1252', 'macintosh', 'cp850'], ['Bjørn Sørensen', 'Ærø Færge', 'Åse Østergård']],
  ['Portuguese', ['windows-1252', 'macintosh', 'cp850'], ['São João', 'Informação', 'Construções Íris']],
  ['Icelandic', ['windows-1252'], ['Þórður hf', 'Síminn', 'Landsbréf við höfnina']],
  [
    'of all of Western Europe',
    ['windows-1252'],
    ['Bjørn Hernández', 'Müller', 'Crédit Agricole', 'Société à Genève', 'Peña', 'Åse', 'François', 'São'],
  ],
  [
    'Czech',
    ['windows-1250', 'iso-8859-2'],
    ['Příklad s.r.o.', 'Dvořák a syn', 'Žižkov Město', 'Účetní kancelář'],
  ],
  ['Polish', ['windows-1250', 'iso-8859-2'], ['Żółć Sp. z o.o.', 'Łódź Śląsk', 'Przykład Dąbrowa', 'Poznań']],
  [
    'Hungarian',
    ['windows-1250', 'iso-8859-2'],
    ['Győr Erőmű', 'Szőlő és Borház', 'Közműfejlesztő Zrt', 'Budaörs'],
  ],
  ['Croatian', ['windows-1250', 'iso-8859-2'], ['Đurđevac Građa', 'Kovačić i sin', 'Šibenik Čvor']],
  ['Turkish', ['windows-1254'], ['Örnek Şirketi', 'Güvenlik Işık', 'Çağrı Merkezi', 'Doğan Yapı']],
  ['Lithuanian', ['windows-1257'], ['Pavyzdžių įmonė', 'Šiaulių grūdai', 'Ėriškių ūkis']],
  [
    'Russian',
    ['windows-1251', 'koi8-r', 'ibm866'],
    ['ООО Пример', 'Завод Образец', 'Банк Тест', 'Группа Данные'],
  ],
  ['Ukrainian', ['windows-1251'], ['ТОВ Приклад', 'Київська їдальня', 'Безпека і звʼязок'.replace('ʼ', "'")]],
  ['Greek', ['windows-1253'], ['Παράδειγμα ΑΕ', 'Τράπεζα Δείγμα', 'Ασφάλεια Δικτύων']],
  ['Hebrew', ['windows-1255'], ['חברה לדוגמה', 'אבטחת מידע', 'בנק הדגמה']],
  ['Arabic', ['windows-1256'], ['شركة المثال', 'أمن المعلومات', 'مصرف النموذج']],
  ['Thai', ['windows-874'], ['บริษัท ตัวอย่าง จำกัด', 'ฝ่ายความปลอดภัย', 'ธนาคารทดสอบ']],
  ['Chinese', ['gb18030'], ['北京示例科技有限公司', '上海样本集团', '深圳测试股份', '广州安全']],
  ['Chinese of Taiwan', ['big5'], ['台北範例科技', '高雄樣本集團', '新竹測試股份有限公司', '台中安全']],
  [
    'Japanese',
    ['shift_jis', 'euc-jp'],
    ['株式会社サンプル', 'テスト商事', '例示セキュリティ㈱', '東京データ'],
  ],
  ['Korean', ['euc-kr'], ['예시 주식회사', '샘플 그룹', '시험 보안', '서울 데이터', '㈜뷁']],
];

const cases = NAMES.flatMap(([language, encodings, names]) =>
  encodings.map((encoding) => [language, encoding, names] as const),
);

test.each(cases)('%s in %s', (_, encoding, names) => {
  const rows = Array.from(
    { length: 60 },
    (_, row) => `${names[row % names.length]},Group ${row},x${row}@example.com`,
  );
  const { report, exposures } = readTable(iconv.encode(csv('Company,Group,Email', ...rows), encoding));
  expect(exposures.slice(0, names.length).map(({ company }) => company)).toEqual(names);
  expect(report).toMatchObject({
    lines: { quarantined: 0 },
    repairs: [{ line: 1, code: 'guessed-encoding' }],
  });
});

test('what could be anything is Windows-1252', () => {
  expect(guessEncoding(Buffer.from('caf\xe9,a@example.com\n', 'latin1'))).toBe('windows-1252');
  expect(guessEncoding(Buffer.from('plain,a@example.com\n'))).toBe('windows-1252');
});

test('the incident says better', () => {
  const bytes = iconv.encode(csv('Company,Email', 'Dvořák,a@example.com'), 'iso-8859-2');
  const { report, exposures } = readTable(bytes, { encoding: 'iso-8859-2' });
  expect(exposures[0]?.company).toBe('Dvořák');
  expect(report).toMatchObject({ encoding: 'iso-8859-2', repairs: [] });
});

describe('the first character beyond ASCII may come late', () => {
  const early = Array.from(
    { length: 20_000 },
    (_, row) => `Example Corporation ${row},Ops,x${row}@example.com`,
  );
  const late = Array.from({ length: 500 }, (_, row) => `Müller ${row},Köln,y${row}@example.com`);
  const text = csv('Company,Group,Email', ...early, ...late);

  test.each(['utf-8', 'windows-1252', 'utf-8 without', 'gb18030'])('%s', (encoding) => {
    const content =
      encoding === 'utf-8 without'
        ? Buffer.from(csv('Company,Group,Email', ...early))
        : encoding === 'gb18030'
          ? iconv.encode(text.replaceAll('Müller', '北京公司').replaceAll('ö', 'o'), 'gb18030')
          : iconv.encode(text, encoding);
    for (const step of [1_021, 65_536]) {
      const { report, exposures } = readTable(content, {}, step);
      expect(report).toMatchObject({ encoding: encoding.replace(' without', ''), lines: { quarantined: 0 } });
      expect(exposures[20_000]?.company).toBe(
        { 'utf-8 without': undefined, gb18030: '北京公司 0' }[encoding] ??
          (encoding === 'utf-8 without' ? undefined : 'Müller 0'),
      );
    }
  });
});

test.each(['shift_jis', 'gb18030', 'big5', 'euc-kr', 'euc-jp', 'windows-1250'] as const)(
  'bytes that mean nothing in %s are put aside by line, cut anywhere',
  (encoding) => {
    const good = {
      shift_jis: '株式会社',
      gb18030: '公司',
      big5: '公司',
      'euc-kr': '회사',
      'euc-jp': '株式会社',
      'windows-1250': 'Dvořák',
    };
    const bytes = Buffer.concat([
      iconv.encode(csv('Company,Group,Email', `${good[encoding]},G,a@example.com`), encoding),
      Buffer.from([0x58, encoding === 'windows-1250' ? 0x81 : 0xff]),
      Buffer.from(',G,b@example.com\n'),
      iconv.encode(csv(`${good[encoding]},H,c@example.com`), encoding),
    ]);
    for (const step of [1, 2, 3, 65_536]) {
      const { report, exposures } = readTable(bytes, { encoding }, step);
      expect(report.quarantine).toEqual([{ line: 3, lineTo: 3, code: 'invalid-bytes' }]);
      expect(exposures.map(({ company }) => company)).toEqual([good[encoding], good[encoding]]);
    }
  },
);
