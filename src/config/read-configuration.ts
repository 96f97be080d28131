import { resolve } from 'node:path';
import process from 'node:process';
import type {
  ClientTokensConfiguration,
  Configuration,
  DatabaseConfiguration,
  EmailConfiguration,
  ProvidersConfiguration,
  StripeConfiguration,
} from './configuration.ts';
import { ConfigurationError } from './configuration-error.ts';
import { decideExposure, isLoopbackName } from './decide-exposure.ts';
import { decidePayments, isLiveKey, type PaymentsDecision } from './decide-payments.ts';
import { type Environment, environmentSchema, SECRET_VARIABLES, USUAL_PORT } from './environment-schema.ts';
import { loadEnvironment } from './load-environment.ts';
import { toStorefrontFile } from './storefront-file.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Checks everything at once. Without an argument it reads this process's environment and the file `.env`.
 * An empty value counts as not given.
 * @throws ConfigurationError naming every wrong variable
 */
export function readConfiguration(variables: Variables = loadEnvironment()): Configuration {
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value?.trim() !== ''));
  const parsed = environmentSchema.safeParse(given);
  const problems = [
    ...(parsed.error?.issues ?? []).map(({ path, message }) => describeProblem(String(path[0]), message, given)),
    ...combinationProblems(given),
  ];
  if (!parsed.success || problems.length > 0) throw new ConfigurationError(problems);
  const exposureProblems = problemsOfExposure(parsed.data);
  if (exposureProblems.length > 0) throw new ConfigurationError(exposureProblems);
  return toConfiguration(parsed.data);
}

/** Credentials of real providers. */
const PROVIDER_KEYS = ['REPLICATE_API_TOKEN', 'FAL_KEY', 'OPENAI_API_KEY', 'ELEVENLABS_API_KEY'] as const;

/** What must not be where others can reach it, or has no meaning where they cannot. */
function problemsOfExposure(environment: Environment): string[] {
  const payments = paymentsOf(environment);
  const foreign = environment.ALLOWED_HOSTS.filter((name) => !isLoopbackName(name));
  const isHidden = exposureOf(environment) === 'loopback' && foreign.length > 0;
  return [
    ...(payments.kind === 'refused' ? [payments.problem] : []),
    ...(isHidden ? [`ALLOWED_HOSTS names ${foreign.join(', ')}, but ${ONLY_THIS_MACHINE}`] : []),
  ];
}

const ONLY_THIS_MACHINE =
  'HOST serves programs of this machine only. If something lets others in, say so: set PUBLIC_URL to the address that ' +
  'customers see, or TRUSTED_PROXIES.';

function exposureOf({ HOST, PUBLIC_URL, TRUSTED_PROXIES }: Environment) {
  return decideExposure({ host: HOST, publicUrl: PUBLIC_URL, trustedProxies: TRUSTED_PROXIES });
}

function paymentsOf(environment: Environment): PaymentsDecision {
  return decidePayments({
    wanted: environment.PAYMENTS,
    exposure: exposureOf(environment),
    stripeKey: environment.STRIPE_SECRET_KEY,
    providerKeys: PROVIDER_KEYS.filter((name) => environment[name] !== undefined),
  });
}

function describeProblem(name: string, message: string, given: Variables): string {
  return `${name} ${message}. Given: ${SECRET_VARIABLES.has(name) ? 'a secret, not shown' : JSON.stringify(given[name])}.`;
}

const OF_AN_ISSUER = [
  'CLIENT_TOKEN_AUDIENCE',
  'CLIENT_TOKEN_JWKS_URL',
  'CLIENT_TOKEN_ACCOUNT_CLAIM',
  'CLIENT_TOKEN_SCOPES',
] as const;

/** What zod's own refinements would only look at once every single variable is right. */
function combinationProblems(given: Variables): string[] {
  const problems: string[] = [];
  const needs = (name: string, other: string, why: string): void => {
    if (given[name] !== undefined && given[other] === undefined) problems.push(`${other} is missing: ${why}.`);
  };
  needs(
    'STRIPE_SECRET_KEY',
    'STRIPE_WEBHOOK_SECRET',
    'with STRIPE_SECRET_KEY, payments are confirmed by signed webhooks',
  );
  needs('STRIPE_WEBHOOK_SECRET', 'STRIPE_SECRET_KEY', 'STRIPE_WEBHOOK_SECRET has no use without it');
  needs('MIGRATION_DATABASE_URL', 'DATABASE_URL', 'MIGRATION_DATABASE_URL is the same database, for migrations');
  needs('DATABASE_DIRECT_URL', 'DATABASE_URL', 'DATABASE_DIRECT_URL is the same database, past its connection pooler');
  needs('DATABASE_READ_URL', 'DATABASE_URL', 'DATABASE_READ_URL is a replica of its database');
  needs('DATABASE_READ_LAG_SECONDS', 'DATABASE_READ_URL', 'DATABASE_READ_LAG_SECONDS has no use without it');
  needs('CLIENT_TOKEN_ISSUER', 'CLIENT_TOKEN_AUDIENCE', 'its tokens say whom they are for, and others are refused');
  for (const name of OF_AN_ISSUER) needs(name, 'CLIENT_TOKEN_ISSUER', `${name} has no use without it`);
  needs('SMTP_URL', 'EMAIL_FROM', 'e-mails say whom they are from');
  needs('EMAIL_FROM', 'SMTP_URL', 'EMAIL_FROM has no use without it');
  needs('SMTP_TLS', 'SMTP_URL', 'SMTP_TLS has no use without it');
  needs('REPLICATE_WEBHOOK_SECRET', 'REPLICATE_API_TOKEN', 'REPLICATE_WEBHOOK_SECRET has no use without it');
  problems.push(...problemsOfDocuments(given));
  return [...problems, ...sameProblems(given)];
}

/** Two settings that must not be one. */
function sameProblems(given: Variables): string[] {
  const problems: string[] = [];
  const { PORT, METRICS_PORT } = given;
  if (METRICS_PORT !== undefined && METRICS_PORT !== '0' && METRICS_PORT === (PORT ?? String(USUAL_PORT))) {
    problems.push(`METRICS_PORT and PORT must differ: both are ${METRICS_PORT}. Customers must not reach the metrics.`);
  }
  if (given['DEMO_API_KEY'] !== undefined && given['DEMO_API_KEY'] === given['OPERATOR_API_KEY']) {
    problems.push('DEMO_API_KEY and OPERATOR_API_KEY must differ: a key belongs to one account.');
  }
  return problems;
}

function problemsOfDocuments(given: Variables): string[] {
  const problems: string[] = [];
  const trusts = given['TRUSTED_DOCUMENTS'];
  if ((trusts === 'allow' || trusts === 'only') && given['TRUSTED_DOCUMENTS_FILES'] === undefined) {
    problems.push(`TRUSTED_DOCUMENTS_FILES is missing: TRUSTED_DOCUMENTS=${trusts} needs documents to trust.`);
  }
  if (trusts === 'only' && given['FEDERATION'] === 'on') {
    problems.push('FEDERATION=on and TRUSTED_DOCUMENTS=only exclude each other: gateways write their own documents.');
  }
  return problems;
}

function toConfiguration(environment: Environment): Configuration {
  return {
    host: environment.HOST,
    port: environment.PORT,
    inheritedSocket: toInheritedSocket(environment),
    drainSeconds: environment.DRAIN_SECONDS,
    publicUrl: environment.PUBLIC_URL,
    exposure: exposureOf(environment),
    allowedHosts: environment.ALLOWED_HOSTS,
    allowedOrigins: environment.ALLOWED_ORIGINS,
    corsOrigins: environment.CORS_ORIGINS,
    trustedDocuments: {
      mode: environment.TRUSTED_DOCUMENTS,
      files: environment.TRUSTED_DOCUMENTS_FILES.map((file) => resolve(file)),
    },
    federation: environment.FEDERATION,
    trustedProxies: environment.TRUSTED_PROXIES,
    allowedReturnOrigins: environment.ALLOWED_RETURN_ORIGINS,
    dataDir: resolve(environment.DATA_DIR),
    database: toDatabase(environment),
    demoApiKey: environment.DEMO_API_KEY,
    operatorApiKey: environment.OPERATOR_API_KEY,
    stripe: toStripe(environment),
    providers: toProviders(environment),
    storefrontFile: toStorefrontFile(environment.STOREFRONT),
    quoteMinutes: environment.QUOTE_MINUTES,
    costReviewFactor: environment.COST_REVIEW_FACTOR,
    costReviewMinimum: environment.COST_REVIEW_MINIMUM,
    invoiceTerms: { daysUntilDue: environment.INVOICE_DUE_DAYS, graceDays: environment.INVOICE_GRACE_DAYS },
    sandbox: environment.SANDBOX,
    sandboxKeepHours: environment.SANDBOX_KEEP_HOURS,
    webhookReach: environment.WEBHOOKS_ALLOW_INSECURE === 'true' ? 'ANY' : 'PUBLIC',
    requestLimits: environment.REQUEST_LIMITS,
    remembersWallets: environment.REMEMBER_WALLETS === 'on',
    socketsPerAccount: environment.SOCKETS_PER_ACCOUNT,
    metrics: toMetrics(environment),
    tracing: toTracing(environment),
    email: toEmail(environment),
    clientTokens: toClientTokens(environment),
    logLevel: environment.LOG_LEVEL,
    accessLog: environment.ACCESS_LOG,
    requestLog: environment.REQUEST_LOG,
    graphqlJit: environment.GRAPHQL_JIT,
    restDialects: environment.REST,
  };
}

function toEmail(environment: Environment): EmailConfiguration {
  const { SMTP_URL: url, EMAIL_FROM: from, SMTP_TLS } = environment;
  if (url === undefined || from === undefined) {
    return { kind: exposureOf(environment) === 'loopback' ? 'kept' : 'off' };
  }
  return { kind: 'smtp', url, from: from.trim(), requiresTls: SMTP_TLS === 'required' };
}

function toMetrics(environment: Environment): Configuration['metrics'] {
  const { METRICS_HOST: host, METRICS_PORT: port, METRICS_READ_SECONDS: readSeconds } = environment;
  return port === undefined ? undefined : { host, port, readSeconds };
}

function toTracing(environment: Environment): Configuration['tracing'] {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_EXPORTER_OTLP_HEADERS: headers = {} } = environment;
  if (endpoint === undefined) return undefined;
  const { OTEL_SERVICE_NAME: serviceName, OTEL_TRACES_SAMPLER_ARG: share } = environment;
  return { url: `${endpoint}/v1/traces`, headers, serviceName, share };
}

/** The first that is handed over, by sd_listen_fds(3). */
const FIRST_SOCKET = 3;

/** Variables that were meant for another process, which passed them on, mean nothing here. */
function toInheritedSocket({ LISTEN_FDS: sockets, LISTEN_PID: pid }: Environment): number | undefined {
  return sockets === 1 && (pid === undefined || pid === process.pid) ? FIRST_SOCKET : undefined;
}

function toClientTokens(environment: Environment): ClientTokensConfiguration {
  const { CLIENT_TOKEN_ISSUER: issuer, CLIENT_TOKEN_AUDIENCE: audience, CLIENT_TOKEN_KEYS: seeds } = environment;
  if (issuer === undefined || audience === undefined) return { seeds, issuer: undefined };
  const { CLIENT_TOKEN_ACCOUNT_CLAIM: accountClaim, CLIENT_TOKEN_SCOPES: scopes } = environment;
  return { seeds, issuer: { issuer, audience, accountClaim, scopes, jwksUrl: environment.CLIENT_TOKEN_JWKS_URL } };
}

function toDatabase(environment: Environment): DatabaseConfiguration {
  const { DATABASE_URL: url, DATA_DIR } = environment;
  if (url === undefined) return { kind: 'embedded', dataDir: resolve(DATA_DIR) };
  const { DATABASE_DIRECT_URL: directUrl = url } = environment;
  const { MIGRATION_DATABASE_URL: migrationUrl = directUrl } = environment;
  const { DATABASE_READ_URL: readUrl, DATABASE_READ_LAG_SECONDS: lagSeconds } = environment;
  const replica = readUrl === undefined ? {} : { replica: { url: readUrl, lagSeconds } };
  return { kind: 'external', url, directUrl, migrationUrl, ...replica };
}

function toStripe(environment: Environment): StripeConfiguration {
  const { STRIPE_SECRET_KEY: secretKey, STRIPE_WEBHOOK_SECRET: webhookSecret } = environment;
  if (paymentsOf(environment).kind === 'off') return { kind: 'off' };
  const tax = environment.STRIPE_TAX === 'on' ? { automaticTax: true } : {};
  if (secretKey === undefined || webhookSecret === undefined) return { kind: 'simulator', ...tax };
  return { kind: 'live', secretKey, webhookSecret, isTest: !isLiveKey(secretKey), ...tax };
}

/** The credential decides: an address alone switches nothing on. */
function toProviders(environment: Environment): ProvidersConfiguration {
  const {
    REPLICATE_API_TOKEN: apiToken,
    FAL_KEY: key,
    OPENAI_API_KEY: openAi,
    ELEVENLABS_API_KEY: elevenLabs,
  } = environment;
  return {
    replicate:
      apiToken === undefined
        ? undefined
        : { apiToken, webhookSecret: environment.REPLICATE_WEBHOOK_SECRET, baseUrl: environment.REPLICATE_BASE_URL },
    fal: key === undefined ? undefined : { key, baseUrl: environment.FAL_BASE_URL, keysUrl: environment.FAL_KEYS_URL },
    openAi: openAi === undefined ? undefined : { apiKey: openAi, baseUrl: environment.OPENAI_BASE_URL },
    elevenLabs: elevenLabs === undefined ? undefined : { apiKey: elevenLabs, baseUrl: environment.ELEVENLABS_BASE_URL },
  };
}
