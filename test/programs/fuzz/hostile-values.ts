// Values that a program in a bad mood sends: per scalar the edges of what is right, and what is wrong in every way.

/** For any place: of the wrong kind, and named like what every JavaScript object has. */
export const WRONG_KINDS: readonly unknown[] = [
  ...[null, true, 0, -1, 1.5, 2 ** 53, 1e300, '', 'x', [], {}, [[]], [null], [1, 'a'], { a: 1 }],
  ...[[{ toString: 1 }], { toString: 1 }, { toJSON: 1 }, { valueOf: null }, { constructor: { name: 1 } }, { then: 1 }],
  ...[{ length: 1 }, { hasOwnProperty: 1 }, { inspect: 1 }, JSON.parse('{"__proto__": {"a": 1}}')],
];

const deep = (levels: number): unknown => JSON.parse(`${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`);

const TEXTS = [
  ...['a', ' ', '\u0000', 'a\u0000b', '\ud800', '\udc00x', '\u200b', '\u2800', 'é'.repeat(101), '😀'.repeat(100)],
  ...['a'.repeat(201), 'b'.repeat(10_001), 'x\ny', '%', '_', "'; drop table account; --", '${x}', '{{x}}', '\u202e'],
  ...[
    '__proto__',
    'constructor',
    'toString',
    'null',
    'undefined',
    'NaN',
    '-1',
    '1e999',
    '../../etc/passwd',
    'a@b',
    '@',
  ],
  ...['{"models":[]}', '[]', '{', 'USD', 'usd', 'XXX', 'EUR'],
];

const IDS = [
  ...['acct_', 'gen_x', 'key_00000000-0000-0000-0000-000000000000', 'txn_0', 'txn_-1', 'txn_1', 'lot_1', 'lot_-1'],
  ...['txn_99999999999999999999', 'txn_9223372036854775807', 'txn_9223372036854775808', 'lot_2147483648'],
  ...['lot_99999999999999999999', 'lot_1.5', 'lot_1e3', 'txn_0x10', 'mdl_', 'mdl_\u0000', 'mdl___proto__', 'quo_1'],
  ...['evt_x', 'hook_x', 'inv_x', 'pur_x', 'Infinity', 2 ** 53 + 2, -0, 1e21],
];

const INTS = [...[0, 1, 2, 5, 100, -1, 101, 365, 366, 2 ** 31 - 1, -(2 ** 31), 2 ** 31, 1.5, '1', 1e300]];

const CREDITS = [
  ...['0', '1', '0.052', '5', '100', '-1', '-0', '0.000001', '0.0000001', '1000000', '1000000000000', '-0.000001'],
  ...['9223372036854.775807', '9223372036854.775806', '9223372036854.775808', '-9223372036854.775808', '4611686018427'],
  ...['9223372036754', '1e3', ' 1', '1 ', '+1', '00001', '.5', '5.', '', 'NaN', 'Infinity', '٣', '1,5', '0x10', 1, 0.1],
  ...['9'.repeat(400), `0.${'0'.repeat(400)}1`],
];

const DATES = [
  ...['2027-01-01T00:00:00Z', '2026-11-21T12:00:00+02:00', '9999-12-31T23:59:59Z', '9999-12-31T23:59:59-12:00'],
  ...['9999-12-31T00:00:00Z', '9999-12-31T23:59:59.999999999Z', '0000-01-01T00:00:00Z', '0000-01-01T00:00:00+14:00'],
  ...['0001-01-01T00:00:00Z', '0001-01-01T00:00:00+14:00', '1970-01-01T00:00:00Z', '1969-12-31T23:59:59Z'],
  ...['2026-02-30T00:00:00Z', '2026-13-01T00:00:00Z', '2026-01-01T24:00:00Z', '2026-01-01T23:59:60Z', '2026-01-01'],
  ...['+010000-01-01T00:00:00Z', '-000001-01-01T00:00:00Z', '2026-01-01T00:00:00+99:99', '2026-01-01T00:00:00'],
  ...['3000-01-01T00:00:00Z', 'now', 1_900_000_000, '2026-01-01t00:00:00z'],
];

const DECIMALS = [
  ...['0', '1', '10.00', '37.50', '-1', '-0', '0.001', '1e5', '.', '-', '1.', '99999999999999999999.99', 1.5],
  ...[`0.${'1'.repeat(1000)}`, '9'.repeat(1000), '92233720368547758.07', '92233720368547758.08', '0.004'],
];

const URLS = [
  ...[
    'https://example.com/',
    'https://example.com/hook?x=1#y',
    'http://example.com/',
    'javascript:alert(1)',
    'ftp://x/',
  ],
  ...['https://127.0.0.1/', 'https://[::1]/', 'https://localhost/', 'https://user:pw@example.com/', 'https://'],
  ...[`https://example.com/${'a'.repeat(3000)}`, 'https://example.com:99999/', 'https://exa\u0000mple.com/', '//x'],
  ...['https://xn--a/', 'https://é.example/', 'https://example.com/\ud800', 'https://1.1.1.1:65535/', 'https://0/'],
];

const OBJECTS = [
  ...[{}, { width: 1024 }, { width: 1024, height: 1024 }, { width: null }, { width: '1024' }, { width: 1e308 }],
  ...[{ width: -0 }, { seed: 2 ** 53 }, { a: '\u0000' }, { 'a\u0000': 1 }, { '': '' }, { a: '\ud800' }, { width: [1] }],
  ...[deep(19), deep(21), deep(600), { toString: 'x' }, { hasOwnProperty: 1, width: 512 }, { __typename: 'x' }],
  ...[{ duration: 1e9 }, { duration: 0.1 }, { quality: { toString: 1 } }, { aspect_ratio: ['16:9'] }],
  ...[Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`p${index}`, index]))],
];

/** By the scalar's name. */
export const VALUES: Readonly<Record<string, readonly unknown[]>> = {
  String: TEXTS,
  ID: IDS,
  Int: INTS,
  Boolean: [true, false],
  Credits: CREDITS,
  DateTime: DATES,
  Decimal: DECIMALS,
  URL: URLS,
  JSONObject: OBJECTS,
};

/** By the scalar's name: one that fits most places. */
export const FITTING: Readonly<Record<string, unknown>> = {
  String: 'Well',
  ID: 'x',
  Int: 1,
  Boolean: false,
  Credits: '1',
  DateTime: '2031-01-01T00:00:00Z',
  Decimal: '10.00',
  URL: 'https://example.com/hook',
  JSONObject: {},
};

/** Written into a document as they are: no JSON says them. */
export const WRONG_LITERALS: readonly string[] = [
  ...['1e400', '-1e400', 'NOT_AN_ENUM', 'null', '{a: 1e400}', '[{toString: 1}]', '{__proto__: {a: 1}}', '"\\u0000"'],
  ...['"\\ud800"', '"""block\n  text"""', '99999999999999999999', '{a: [NOPE, $none]}', '-0', '{a: 1, a: 2}', '$none'],
];
