// Requests and messages that no client library would send: bodies, documents, headers, paths and frames, broken in every way.
import { FITTING, WRONG_KINDS, WRONG_LITERALS } from './hostile-values.ts';
import type { Random } from './random.ts';

export interface RawInput {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | undefined;
}

const DOCUMENTS = [
  '{ balance { available } }',
  'query Q($first: Int = 2) { transactions(first: $first) { nodes { id amount } totalCount } }',
  'mutation ($input: GenerateInput!) { generate(input: $input) { generation { id } userErrors { code } } }',
  '{ viewer { accountId scopes limits { dailyLimit } clientToken { id } } }',
  'subscription { balanceUpdated { available } }',
  '{ node(id: "gen_01h455vb4pex5vsknk084sn02q") { ... on Generation { id } } __schema { queryType { name } } }',
];

/** Words of documents, right ones and those that a parser stumbles over. */
const WORDS = [
  ...[
    '{',
    '}',
    '(',
    ')',
    '[',
    ']',
    ':',
    '!',
    '=',
    '|',
    '&',
    '@',
    '$',
    '...',
    ',',
    '"',
    '"""',
    '#',
    '\n',
    '\r',
    '\t',
    '\ufeff',
  ],
  ...[
    'query',
    'mutation',
    'subscription',
    'fragment',
    'on',
    'F',
    '$x',
    '$x: Int',
    '@skip(if: true)',
    '@include',
    'extend',
  ],
  ...[
    'type',
    'schema',
    'directive',
    'input',
    'null',
    'true',
    '1',
    '-0',
    '1e9999',
    '0x1',
    '01',
    '1.',
    '"a"',
    '"\\u{110000}"',
  ],
  ...[
    'balance',
    'available',
    'transactions',
    'nodes',
    'id',
    '__typename',
    '__schema',
    '__proto__',
    'constructor',
    'first: 1',
  ],
  ...[
    'generate',
    'input: {}',
    'model: "x"',
    '...F',
    '... on Query',
    '\u0000',
    '\ud800',
    '😀',
    'é',
    '\u2028',
    ';',
    '`',
    '\\',
  ],
];

const TYPES = [
  ...[
    'application/json',
    'application/json; charset=utf-8',
    'application/json; charset=utf-16',
    'application/graphql-response+json',
  ],
  ...[
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/graphql',
    '',
    ';',
    'a/b/c',
  ],
  ...['application/json;;;', 'application/json; charset="', 'APPLICATION/JSON', 'application/json, text/plain'],
];

const PATHS = [
  ...[
    '/graphql?',
    '/graphql/',
    '/GRAPHQL',
    '//graphql',
    '/graphql/..',
    '/graphql%00',
    '/%',
    '/%ff',
    '/',
    '/health',
    '/health/ready',
  ],
  ...[
    '/playground',
    '/playground/..%2f..%2fetc/passwd',
    '/playground/%00',
    '/outputs/x.png',
    '/outputs/..%2f..%2fpackage.json',
  ],
  ...[
    '/outputs/%2e%2e/x',
    '/webhooks/stripe',
    '/webhooks/providers/x',
    '/webhooks/%00',
    '/checkout/done',
    '/checkout/done?id=%ff',
  ],
  ...[
    '/checkout/done?session_id[]=x',
    '/simulator/stripe/v1/customers',
    '/simulator/stripe/pay/x',
    '/favicon.ico',
    '/.env',
  ],
  ...[
    `/${'a'.repeat(4_000)}`,
    '/graphql?query={__typename}&query={a}',
    '/graphql?query[]=x',
    '/graphql?variables=%7B&query=%7B',
  ],
];

const METHODS = ['GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD', 'TRACE', 'PROPFIND'];

const tokenLike = (header: object, claims: object): string =>
  [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');

const CREDENTIALS = [
  ...[
    '',
    'Bearer',
    'Bearer ',
    'Basic YTpi',
    'Bearer \u00e9',
    `Bearer ${'x'.repeat(600)}`,
    'Bearer tgk_',
    'Bearer a b',
    'bearer x',
  ],
  ...[
    `Bearer tgk_${'0'.repeat(49)}`,
    'Bearer eyJ.eyJ.',
    'Bearer eyJhbGciOiJub25lIn0.e30.',
    'Bearer eyJhbGciOiJFZERTQSJ9..',
  ],
  `Bearer ${tokenLike({ alg: 'EdDSA', kid: 'x' }, { iss: 'urn:tollgate', exp: 1e300, acct: {}, key: [], sub: 7 })}.AAAA`,
  `Bearer ${tokenLike({ alg: 'EdDSA', kid: { a: 1 }, crit: ['b64'], b64: false }, { iss: 'urn:tollgate' })}.AAAA`,
  `Bearer ${tokenLike({ alg: 'HS256', typ: 7 }, { iss: ['urn:tollgate'] })}.${'A'.repeat(1_000)}`,
  `Bearer eyJ${'A'.repeat(8_300)}.AAAA.AAAA`,
];

export function randomRaw(random: Random, key: string): RawInput {
  const method = random.chance(0.75) ? 'POST' : random.pick(METHODS);
  const path = random.chance(0.8) ? '/graphql' : random.pick(PATHS);
  const isBare = method === 'GET' || method === 'HEAD' || method === 'TRACE';
  const isQuery = isBare && path === '/graphql';
  return {
    method,
    path: isQuery ? `/graphql?${randomSearch(random)}` : path,
    headers: randomHeaders(random, key),
    body: isBare ? undefined : randomBody(random),
  };
}

function randomHeaders(random: Random, key: string): Record<string, string> {
  const headers: Record<string, string> = {
    authorization: random.chance(0.93) ? `Bearer ${key}` : random.pick(CREDENTIALS),
    'content-type': random.chance(0.8) ? 'application/json' : random.pick(TYPES),
  };
  const more: readonly (readonly [string, readonly string[]])[] = [
    [
      'accept',
      [
        '*/*',
        'application/graphql-response+json',
        'text/html',
        'multipart/mixed',
        '',
        ';q=x',
        'a',
        'text/event-stream',
      ],
    ],
    ['x-request-id', ['abc', 'x'.repeat(65), '{}', '\u00e9', ' ']],
    ['origin', ['null', 'https://evil.example', 'file://', '']],
    ['content-encoding', ['gzip', 'br', 'identity', 'x']],
    ['apollo-require-preflight', ['true']],
    ['x-forwarded-for', ['1.2.3.4', '::1', ',,,', 'x'.repeat(500)]],
    ['x-apollo-operation-name', ['__proto__']],
    ['if-none-match', ['*', '"x"']],
    ['range', ['bytes=0-', 'bytes=9-1', 'bytes=-', 'x']],
    ['stripe-signature', ['t=1,v1=x', 't=,v1=', 'x']],
  ];
  for (const [name, values] of more) if (random.chance(0.06)) headers[name] = random.pick(values);
  return headers;
}

/** A document as a parser may meet it: words in any order, or a good one with a piece of it changed. */
function randomText(random: Random): string {
  if (random.chance(0.5)) {
    return Array.from({ length: 1 + random.whole(40) }, () => random.pick(WORDS)).join(random.pick([' ', '']));
  }
  const good = random.pick(DOCUMENTS);
  const place = random.whole(good.length);
  const piece = random.pick([...WORDS, ...WRONG_LITERALS, '']);
  return good.slice(0, place) + piece + good.slice(place + random.whole(6));
}

/** What a JSON body of an operation may be. */
function randomPayload(random: Random): unknown {
  if (random.chance(0.05)) return random.pick(WRONG_KINDS);
  const members: readonly (readonly [string, number, () => unknown])[] = [
    ['query', 1, () => (random.chance(0.9) ? randomText(random) : random.pick(WRONG_KINDS))],
    ['variables', 0.2, () => randomVariables(random)],
    ['variables', 0.2, () => random.pick(WRONG_KINDS)],
    ['operationName', 0.1, () => 'Q'],
    ['operationName', 0.1, () => random.pick(WRONG_KINDS)],
    ['extensions', 0.05, () => ({ persistedQuery: random.pick(WRONG_KINDS) })],
    ['extensions', 0.05, () => random.pick(WRONG_KINDS)],
    ['documentId', 0.05, () => random.pick(WRONG_KINDS)],
    ['id', 0.05, () => random.pick(WRONG_KINDS)],
  ];
  const given = members.filter(([, share]) => random.chance(share)).map(([name, , value]) => [name, value()] as const);
  const payload = Object.fromEntries(given);
  return random.chance(0.03) ? [payload, payload] : payload;
}

function randomVariables(random: Random): Record<string, unknown> {
  const values = [...WRONG_KINDS, ...Object.values(FITTING)];
  const input = { model: random.pick(values), prompt: random.pick(values), idempotencyKey: random.pick(values) };
  return {
    first: random.pick(values),
    input: random.chance(0.8) ? input : random.pick(values),
    x: random.pick(values),
  };
}

function randomBody(random: Random): Buffer {
  return damage(random, Buffer.from(JSON.stringify(randomPayload(random))));
}

/** Leaves most of it as it is, so that what is behind the parser is reached. */
function damage(random: Random, good: Buffer): Buffer {
  if (random.chance(0.6)) return good;
  const place = random.whole(good.length + 1);
  const bytes = Buffer.from(Array.from({ length: random.whole(5) }, () => random.whole(256)));
  const changes: readonly (() => Buffer)[] = [
    () => good.subarray(0, place),
    () => Buffer.concat([good.subarray(0, place), bytes, good.subarray(place)]),
    () => Buffer.concat([good.subarray(0, place), bytes, good.subarray(Math.min(good.length, place + bytes.length))]),
    () => Buffer.concat([good, good]),
    () => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), good]),
    () => Buffer.from(good.toString('utf8'), 'utf16le'),
    () => Buffer.from(`${'['.repeat(random.whole(3_000))}${good.toString('utf8')}`),
    () => Buffer.from(`{"query":"{__typename}","variables":${'{"a":'.repeat(random.whole(2_000))}1`),
    () => Buffer.from(`{"query":"{__typename}","query":${good.toString('utf8')}}`),
    () => Buffer.alloc(0),
    () => bytes,
  ];
  return random.pick(changes)();
}

function randomSearch(random: Random): string {
  const parts = [`query=${encodeURIComponent(randomText(random).toWellFormed())}`];
  if (random.chance(0.3)) {
    parts.push(`variables=${encodeURIComponent(JSON.stringify(randomVariables(random)).toWellFormed())}`);
  }
  if (random.chance(0.2)) {
    parts.push(
      random.pick(['variables=%7B', 'query=x', 'operationName=', 'extensions=[]', '%', '%ff=1', '&&=', 'a[b]=c']),
    );
  }
  return parts.join('&');
}

/** What a socket is sent: of the protocol, with any document; or nearly, which ends it soon. */
export function randomFrames(random: Random, count: number): readonly (string | Buffer)[] {
  const isNearly = random.chance(0.5);
  return Array.from({ length: count }, (_, index) => (isNearly ? randomFrame(random) : goodFrame(random, index)));
}

function goodFrame(random: Random, index: number): string {
  if (random.chance(0.1)) return JSON.stringify({ type: random.pick(['ping', 'pong']) });
  if (random.chance(0.1)) return JSON.stringify({ type: 'complete', id: String(random.whole(index + 1)) });
  const payload = { query: randomText(random), variables: randomVariables(random) };
  return JSON.stringify({ type: 'subscribe', id: String(index), payload });
}

function randomFrame(random: Random): string | Buffer {
  const types = ['subscribe', 'subscribe', 'complete', 'ping', 'pong', 'connection_init', 'next', 'x'];
  const message = {
    type: random.pick(types),
    id: random.chance(0.9) ? String(random.whole(6)) : random.pick(WRONG_KINDS),
    payload: randomPayload(random),
  };
  const good = Buffer.from(JSON.stringify(message));
  return random.chance(0.7) ? good.toString('utf8') : damage(random, good);
}
