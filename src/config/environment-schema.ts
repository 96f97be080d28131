// Each environment variable: what it may be and what it is when it is not given. .env.example says what it is for.
import { z } from 'zod';
import { areHeaders, toHeaders } from './otlp-headers.ts';
import { isStorefront, shippedStorefronts } from './storefront-file.ts';
import {
  isBaseUrl,
  isHostName,
  isNetwork,
  isOrigin,
  isPostgresUrl,
  isSafeUrl,
  isSeed,
  parseUrl,
  splitList,
} from './value-forms.ts';

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
/** Other systems whose HTTP is understood. */
const REST_DIALECTS = ['babysea', 'lumenfall', 'vyro', 'cheapai'] as const;
const SANDBOX_SETTINGS = ['auto', 'on', 'off'] as const;
const PAYMENTS_SETTINGS = ['stripe', 'stripe-test', 'simulated', 'off'] as const;
/** What a client token may be granted at all. */
const TOKEN_SCOPES = ['GENERATION_WRITE', 'GENERATION_READ', 'ACCOUNT_READ', 'BILLING_WRITE'] as const;
const LONGEST_CLAIM = 200;
const HIGHEST_PORT = 65_535;
export const USUAL_PORT = 4000;
const DAY_MINUTES = 1_440;
const LONGEST_KEEP_HOURS = 10 * 8_760;
const LONGEST_DUE_DAYS = 365;
/** Of Linux. */
const HIGHEST_PID = 4_194_304;
const MOST_SOCKETS = 1_000_000;
const HIGHEST_REVIEW_FACTOR = 1_000_000;
const HOUR_SECONDS = 3_600;

/** Their values never appear in messages. */
export const SECRET_VARIABLES: ReadonlySet<string> = new Set([
  'DATABASE_URL',
  'DATABASE_DIRECT_URL',
  'DATABASE_READ_URL',
  'MIGRATION_DATABASE_URL',
  'DEMO_API_KEY',
  'OPERATOR_API_KEY',
  'STRIPE_SECRET_KEY',
  'STRIPE_WEBHOOK_SECRET',
  'REPLICATE_API_TOKEN',
  'REPLICATE_WEBHOOK_SECRET',
  'FAL_KEY',
  'OPENAI_API_KEY',
  'ELEVENLABS_API_KEY',
  'CLIENT_TOKEN_KEYS',
  'SMTP_URL',
  'OTEL_EXPORTER_OTLP_HEADERS',
]);

const postgresUrl = text(
  isPostgresUrl,
  'must be an address such as postgresql://user:password@localhost:5432/tollgate',
);
const apiKey = text(
  (value) => /^[\x21-\x7e]{16,200}$/.test(value) && !value.startsWith('eyJ'),
  'must have 16 to 200 letters, digits or signs, no spaces, and not begin with eyJ as client tokens do',
);

/** Sent in a header, so nothing but visible letters and signs. */
const providerKey = text(
  (value) => /^[\x21-\x7e]{8,400}$/.test(value),
  'must be a key: 8 letters, digits or signs at least, and no spaces',
);
const baseUrl = text(
  isBaseUrl,
  'must be an address such as https://api.example.com, without query or fragment',
).transform((value) => value.replace(/\/+$/, ''));
const webhookSecret = text(
  (value) => /^whsec_[A-Za-z0-9+/=_-]+$/.test(value),
  "must be a webhook's signing secret: it begins with whsec_",
);

const origins = text(
  (value) => splitList(value).every(isOrigin),
  'must be origins such as https://shop.example.com, separated by commas',
).transform((value) => splitList(value).map((origin) => new URL(origin).origin));

/** Every message continues a sentence that begins with the variable's name. */
export const environmentSchema = z.object({
  HOST: text(
    (value) => /^[A-Za-z0-9.:_-]+$/.test(value),
    'must be an address or name of this machine, such as 127.0.0.1 or 0.0.0.0 (reachable from outside)',
  ).default('127.0.0.1'),
  PORT: text(isPort, `must be a whole number from 0 to ${HIGHEST_PORT} (0: any free port)`)
    .transform(Number)
    .default(USUAL_PORT),
  PUBLIC_URL: text(isBaseUrl, 'must be an address such as https://tollgate.example.com, without query or fragment')
    .transform((value) => value.replace(/\/+$/, ''))
    .optional(),
  ALLOWED_HOSTS: text(
    (value) => splitList(value).every(isHostName),
    'must be names such as tollgate.internal, separated by commas, without scheme or port',
  )
    .transform((value) => splitList(value).map((name) => new URL(`http://${name}`).hostname))
    .default([]),
  ALLOWED_ORIGINS: origins.default([]),
  CORS_ORIGINS: origins.default([]),
  TRUSTED_DOCUMENTS: oneOf(['off', 'allow', 'only']).default('off'),
  TRUSTED_DOCUMENTS_FILES: z.string().transform(splitList).default([]),
  FEDERATION: oneOf(['on', 'off']).default('off'),
  TRUSTED_PROXIES: text(
    (value) => splitList(value).every(isNetwork),
    'must be addresses or networks such as 10.0.0.7, 10.0.0.0/8 or fd00::/8, separated by commas',
  )
    .transform(splitList)
    .default([]),
  ALLOWED_RETURN_ORIGINS: origins.default([]),
  DATA_DIR: z.string().default('.data'),
  DATABASE_URL: postgresUrl.optional(),
  DATABASE_DIRECT_URL: postgresUrl.optional(),
  DATABASE_READ_URL: postgresUrl.optional(),
  DATABASE_READ_LAG_SECONDS: wholeNumber(1, HOUR_SECONDS).default(30),
  MIGRATION_DATABASE_URL: postgresUrl.optional(),
  DEMO_API_KEY: apiKey.optional(),
  OPERATOR_API_KEY: apiKey.optional(),
  PAYMENTS: oneOf(PAYMENTS_SETTINGS).optional(),
  STRIPE_SECRET_KEY: text(
    (value) => /^(sk_test_|sk_live_|rk_)[A-Za-z0-9_]+$/.test(value),
    'must be a secret key of Stripe: it begins with sk_test_, sk_live_ or rk_',
  ).optional(),
  STRIPE_TAX: oneOf(['on', 'off']).default('off'),
  STRIPE_WEBHOOK_SECRET: text(
    (value) => /^whsec_[A-Za-z0-9+/=_-]+$/.test(value),
    "must be a webhook's signing secret of Stripe: it begins with whsec_",
  ).optional(),
  REPLICATE_API_TOKEN: providerKey.optional(),
  REPLICATE_WEBHOOK_SECRET: webhookSecret.optional(),
  REPLICATE_BASE_URL: baseUrl.optional(),
  FAL_KEY: providerKey.optional(),
  FAL_BASE_URL: baseUrl.optional(),
  FAL_KEYS_URL: baseUrl.optional(),
  OPENAI_API_KEY: providerKey.optional(),
  OPENAI_BASE_URL: baseUrl.optional(),
  ELEVENLABS_API_KEY: providerKey.optional(),
  ELEVENLABS_BASE_URL: baseUrl.optional(),
  CLIENT_TOKEN_KEYS: text(
    (value) => splitList(value).every(isSeed),
    'must be seeds of 32 random bytes in base64, separated by commas: make one with "openssl rand -base64 32"',
  )
    .transform((value) => splitList(value).map((seed) => Buffer.from(seed, 'base64')))
    .default([]),
  CLIENT_TOKEN_ISSUER: text(
    isSafeUrl,
    'must be the issuer to the letter, an address such as https://login.example.com; http only on this machine',
  ).optional(),
  CLIENT_TOKEN_JWKS_URL: text(
    isSafeUrl,
    'must be an address such as https://login.example.com/jwks.json; http only on this machine',
  ).optional(),
  CLIENT_TOKEN_AUDIENCE: text(
    (value) => value.length <= LONGEST_CLAIM,
    `must have at most ${LONGEST_CLAIM} characters`,
  ).optional(),
  CLIENT_TOKEN_ACCOUNT_CLAIM: text(
    (value) => value.length <= LONGEST_CLAIM,
    `must be the name of a claim, of at most ${LONGEST_CLAIM} characters`,
  ).default('tollgate_account'),
  CLIENT_TOKEN_SCOPES: text(
    (value) => splitList(value).length > 0 && splitList(value).every(isTokenScope),
    `must be some of ${TOKEN_SCOPES.join(', ')}, separated by commas`,
  )
    .transform((value) => [...new Set(splitList(value).filter(isTokenScope))])
    .default(['GENERATION_WRITE', 'GENERATION_READ']),
  STOREFRONT: z
    .string()
    .refine(isStorefront, { error: () => `must be ${shippedStorefronts().join(', ')} or the path of a file` })
    .default('usd-credits'),
  QUOTE_MINUTES: wholeNumber(1, DAY_MINUTES).default(15),
  INVOICE_DUE_DAYS: wholeNumber(1, LONGEST_DUE_DAYS).default(14),
  INVOICE_GRACE_DAYS: wholeNumber(0, LONGEST_DUE_DAYS).default(7),
  COST_REVIEW_FACTOR: wholeNumber(2, HIGHEST_REVIEW_FACTOR).default(3),
  COST_REVIEW_MINIMUM: text(
    (value) => /^\d{1,12}(\.\d{1,6})?$/.test(value),
    'must be an amount of credits with at most 6 decimals, for example 0.01',
  ).default('0.01'),
  SMTP_URL: text(
    isSmtpUrl,
    'must be an address such as smtp://user:password@mail.example.com:587, or smtps:// for TLS from the start',
  ).optional(),
  SMTP_TLS: oneOf(['required', 'off']).default('required'),
  EMAIL_FROM: text(isSender, 'must be who writes: Shop <billing@shop.example>, or an address alone').optional(),
  SANDBOX: oneOf(SANDBOX_SETTINGS).default('auto'),
  SANDBOX_KEEP_HOURS: wholeNumber(1, LONGEST_KEEP_HOURS).default(24),
  WEBHOOKS_ALLOW_INSECURE: oneOf(['true', 'false']).default('false'),
  REQUEST_LIMITS: oneOf(['on', 'off']).default('on'),
  REMEMBER_WALLETS: oneOf(['on', 'off']).default('on'),
  SOCKETS_PER_ACCOUNT: wholeNumber(1, MOST_SOCKETS).default(1_000),
  METRICS_HOST: text(
    (value) => /^[A-Za-z0-9.:_-]+$/.test(value),
    'must be an address or name of this machine, such as 127.0.0.1 or 10.0.0.7',
  ).default('127.0.0.1'),
  METRICS_PORT: text(isPort, `must be a whole number from 0 to ${HIGHEST_PORT} (0: any free port)`)
    .transform(Number)
    .optional(),
  METRICS_READ_SECONDS: wholeNumber(1, HOUR_SECONDS).default(15),
  OTEL_EXPORTER_OTLP_ENDPOINT: baseUrl.optional(),
  OTEL_EXPORTER_OTLP_HEADERS: text(
    areHeaders,
    'must be headers such as authorization=Bearer%20token, separated by commas',
  )
    .transform(toHeaders)
    .optional(),
  OTEL_SERVICE_NAME: text(
    (value) => value.length <= LONGEST_CLAIM,
    `must have at most ${LONGEST_CLAIM} characters`,
  ).default('tollgate'),
  OTEL_TRACES_SAMPLER_ARG: text(
    (value) => /^(0?\.\d{1,6}|0|1|1\.0)$/.test(value),
    'must be a share of the traces from 0 to 1',
  )
    .transform(Number)
    .default(1),
  /** Whoever starts the process hands over a socket that listens (sd_listen_fds(3)). */
  LISTEN_FDS: wholeNumber(0, 1).optional(),
  LISTEN_PID: wholeNumber(0, HIGHEST_PID).optional(),
  DRAIN_SECONDS: wholeNumber(0, HOUR_SECONDS / 12).default(0),
  LOG_LEVEL: oneOf(LOG_LEVELS).default('info'),
  ACCESS_LOG: text(
    (value) => ['all', 'errors'].includes(value) || /^(0?\.\d{1,6}|0|1)$/.test(value),
    'must be all, errors, or a share of the requests such as 0.01',
  )
    .default('all')
    .transform((value) => ({ all: 1, errors: 0 })[value] ?? Number(value)),
  REQUEST_LOG: text(
    (value) => ['all', 'off'].includes(value) || /^(0?\.\d{1,6}|0|1)$/.test(value),
    'must be all, off, or a share of the requests such as 0.01',
  )
    .default('all')
    .transform((value) => ({ all: 1, off: 0 })[value] ?? Number(value)),
  REST: text(
    (value) => value === 'off' || (splitList(value).length > 0 && splitList(value).every(isDialect)),
    `must be off, or some of ${REST_DIALECTS.join(', ')}, separated by commas`,
  )
    .transform((value) => [...new Set(splitList(value).filter(isDialect))])
    .default([...REST_DIALECTS]),
  GRAPHQL_JIT: oneOf(['on', 'always', 'off']).default('on'),
});

export type Environment = z.output<typeof environmentSchema>;

function text(isRight: (value: string) => boolean, message: string): z.ZodString {
  return z.string().refine(isRight, message);
}

function wholeNumber(least: number, most: number) {
  const isRight = (value: string): boolean =>
    /^\d{1,9}$/.test(value) && Number(value) >= least && Number(value) <= most;
  return text(isRight, `must be a whole number from ${least} to ${most}`).transform(Number);
}

function oneOf<const Values extends readonly [string, ...string[]]>(
  values: Values,
): z.ZodEnum<{ [Value in Values[number]]: Value }> {
  return z.enum(values, `must be one of ${values.join(', ')}`);
}

function isPort(value: string): boolean {
  return /^\d{1,5}$/.test(value) && Number(value) <= HIGHEST_PORT;
}

function isSmtpUrl(value: string): boolean {
  const url = parseUrl(value);
  const isPlain = url !== undefined && url.hostname !== '' && ['', '/'].includes(url.pathname) && url.search === '';
  return isPlain && ['smtp:', 'smtps:'].includes(url.protocol);
}

/** One mailbox, with or without a name (RFC 5322, 3.4). */
function isSender(value: string): boolean {
  return /^(?:"?[^"<>,;\r\n]*"?\s*<[^\s<>@,;]+@[^\s<>@,;]+>|[^\s<>@,;]+@[^\s<>@,;]+)$/.test(value.trim());
}

function isTokenScope(value: string): value is (typeof TOKEN_SCOPES)[number] {
  return TOKEN_SCOPES.some((scope) => scope === value);
}

function isDialect(value: string): value is (typeof REST_DIALECTS)[number] {
  return REST_DIALECTS.some((dialect) => dialect === value);
}
