import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { ConfigurationError, readConfiguration } from '../../src/config/index.ts';
import { loadEnvironment } from '../../src/config/load-environment.ts';

const SECRET_KEY = 'sk_test_abcDEF123';
const WEBHOOK_SECRET = 'whsec_abcDEF123';
const DATABASE_URL = 'postgresql://app:hush-hush@db.example.com/tollgate';

function problemsOf(variables: Record<string, string>): readonly string[] {
  try {
    readConfiguration(variables);
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
}

describe('the configuration', () => {
  it('is complete without a single variable', () => {
    expect(readConfiguration({})).toEqual({
      host: '127.0.0.1',
      port: 4000,
      publicUrl: undefined,
      exposure: 'loopback',
      allowedHosts: [],
      allowedOrigins: [],
      corsOrigins: [],
      trustedDocuments: { mode: 'off', files: [] },
      federation: 'off',
      trustedProxies: [],
      allowedReturnOrigins: [],
      dataDir: resolve('.data'),
      database: { kind: 'embedded', dataDir: resolve('.data') },
      demoApiKey: undefined,
      operatorApiKey: undefined,
      stripe: { kind: 'simulator' },
      providers: { replicate: undefined, fal: undefined, openAi: undefined, elevenLabs: undefined },
      storefrontFile: resolve('storefronts/usd-credits.json'),
      drainSeconds: 0,
      quoteMinutes: 15,
      costReviewFactor: 3,
      costReviewMinimum: '0.01',
      invoiceTerms: { daysUntilDue: 14, graceDays: 7 },
      webhookReach: 'PUBLIC',
      sandbox: 'auto',
      sandboxKeepHours: 24,
      requestLimits: 'on',
      remembersWallets: true,
      metrics: undefined,
      socketsPerAccount: 1_000,
      tracing: undefined,
      inheritedSocket: undefined,
      email: { kind: 'kept' },
      clientTokens: { seeds: [], issuer: undefined },
      logLevel: 'info',
      accessLog: 1,
      requestLog: 1,
      graphqlJit: 'on',
      restDialects: ['babysea', 'lumenfall', 'vyro', 'cheapai'],
    });
  });

  it('logs all requests, those that fail, or a share of them', () => {
    const shareOf = (ACCESS_LOG: string): number => readConfiguration({ ACCESS_LOG }).accessLog;
    expect(['all', 'errors', '0.01', '.5', '1', '0'].map(shareOf)).toEqual([1, 0, 0.01, 0.5, 1, 0]);
    for (const wrong of ['none', '1.5', '-1', '2', '1e-3']) {
      expect(() => shareOf(wrong)).toThrow(/ACCESS_LOG must be all, errors/);
    }
  });

  it('takes an empty value for one that is not given', () => {
    expect(readConfiguration({ PORT: '', DATABASE_URL: ' ', STRIPE_SECRET_KEY: '' })).toEqual(readConfiguration({}));
  });

  it('uses the given PostgreSQL, for migrations too unless they have an address of their own', () => {
    expect(readConfiguration({ DATABASE_URL }).database).toEqual({
      kind: 'external',
      url: DATABASE_URL,
      directUrl: DATABASE_URL,
      migrationUrl: DATABASE_URL,
    });
    const directUrl = 'postgres://app:hush@db.example.com:5433/tollgate';
    expect(readConfiguration({ DATABASE_URL, DATABASE_DIRECT_URL: directUrl }).database).toMatchObject({
      url: DATABASE_URL,
      directUrl,
      migrationUrl: directUrl,
    });
    const migrationUrl = 'postgres://owner:hush@db.example.com/tollgate';
    expect(readConfiguration({ DATABASE_URL, MIGRATION_DATABASE_URL: migrationUrl }).database).toMatchObject({
      url: DATABASE_URL,
      migrationUrl,
    });
  });

  it('reads from a replica where there is one, as old as it is allowed to be', () => {
    const DATABASE_READ_URL = 'postgresql://app:hush@replica.example.com/tollgate';
    expect(readConfiguration({ DATABASE_URL, DATABASE_READ_URL }).database).toMatchObject({
      replica: { url: DATABASE_READ_URL, lagSeconds: 30 },
    });
    const within = { DATABASE_URL, DATABASE_READ_URL, DATABASE_READ_LAG_SECONDS: '5' };
    expect(readConfiguration(within).database).toMatchObject({ replica: { lagSeconds: 5 } });
    expect(() => readConfiguration({ ...within, DATABASE_READ_LAG_SECONDS: '0' })).toThrow(/DATABASE_READ_LAG_SECONDS/);
    expect(() => readConfiguration({ DATABASE_READ_URL })).toThrow(/DATABASE_URL is missing/);
    expect(() => readConfiguration({ DATABASE_URL, DATABASE_READ_LAG_SECONDS: '5' })).toThrow(
      /DATABASE_READ_URL is missing/,
    );
  });

  it('goes to real Stripe with both of its secrets', () => {
    const { stripe } = readConfiguration({ STRIPE_SECRET_KEY: SECRET_KEY, STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET });
    expect(stripe).toEqual({ kind: 'live', secretKey: SECRET_KEY, webhookSecret: WEBHOOK_SECRET, isTest: true });
    const live = { STRIPE_SECRET_KEY: 'sk_live_abcDEF123', STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET };
    expect(readConfiguration(live).stripe).toMatchObject({ kind: 'live', isTest: false });
    expect(readConfiguration({ ...live, STRIPE_TAX: 'on' }).stripe).toMatchObject({ automaticTax: true });
    expect(readConfiguration({ ...live, PAYMENTS: 'off' }).stripe).toEqual({ kind: 'off' });
  });

  it('names hosts, origins and proxies in lists', () => {
    const given = {
      PAYMENTS: 'simulated',
      TRUSTED_PROXIES: '10.0.0.7, 10.0.0.0/8,fd00::/8',
      ALLOWED_HOSTS: 'Tollgate.Internal, [2001:DB8:0::1]',
      ALLOWED_ORIGINS: 'https://shop.example.com/, http://localhost:3000',
    };
    expect(readConfiguration(given)).toMatchObject({
      exposure: 'reachable',
      stripe: { kind: 'simulator' },
      trustedProxies: ['10.0.0.7', '10.0.0.0/8', 'fd00::/8'],
      allowedHosts: ['tollgate.internal', '[2001:db8::1]'],
      allowedOrigins: ['https://shop.example.com', 'http://localhost:3000'],
    });
  });

  it('finds a storefront by name or by path', () => {
    const shipped = ['style-tokens', 'unit-credits', 'usd-credits'];
    for (const name of shipped) {
      expect(readConfiguration({ STOREFRONT: name }).storefrontFile).toBe(resolve(`storefronts/${name}.json`));
    }
    expect(readConfiguration({ STOREFRONT: './mine.json' }).storefrontFile).toBe(resolve('mine.json'));
    expect(readConfiguration({ STOREFRONT: '/etc/shop.json' }).storefrontFile).toBe('/etc/shop.json');
  });

  it('refuses the name of a storefront that does not ship, and lists those that do', () => {
    expect(() => readConfiguration({ STOREFRONT: 'eur' })).toThrow(
      'STOREFRONT must be style-tokens, unit-credits, usd-credits or the path of a file. Given: "eur".',
    );
  });

  it('drops the slash at the end of the public address', () => {
    expect(readConfiguration({ PUBLIC_URL: 'https://example.com/gateway/', PAYMENTS: 'off' }).publicUrl).toBe(
      'https://example.com/gateway',
    );
  });

  it('accepts port 0, which means any free one', () => {
    expect(readConfiguration({ PORT: '0' }).port).toBe(0);
  });

  it.each([
    ['QUOTE_MINUTES', ['1', '60', '1440'], ['0', '1441', '-5', '2.5', 'ten', '1e2'], 'from 1 to 1440'],
    ['INVOICE_DUE_DAYS', ['1', '14', '365'], ['0', '366', '1.5'], 'from 1 to 365'],
    ['INVOICE_GRACE_DAYS', ['0', '7', '365'], ['-1', '366'], 'from 0 to 365'],
    ['SANDBOX_KEEP_HOURS', ['1', '24', '87600'], ['0', '87601', '1.5'], 'from 1 to 87600'],
    ['COST_REVIEW_FACTOR', ['2', '10'], ['0', '1', '1.5', '-3', '1000001'], 'from 2 to 1000000'],
  ])('takes whole numbers in their range for %s', (name, right, wrong, range) => {
    for (const value of right) expect(() => readConfiguration({ [name]: value })).not.toThrow();
    for (const value of wrong) {
      expect(problemsOf({ [name]: value })).toEqual([
        `${name} must be a whole number ${range}. Given: ${JSON.stringify(value)}.`,
      ]);
    }
    expect(readConfiguration({ QUOTE_MINUTES: '60', COST_REVIEW_FACTOR: '10' })).toMatchObject({
      quoteMinutes: 60,
      costReviewFactor: 10,
    });
  });

  it('lets webhooks into this network only when told so in full', () => {
    expect(readConfiguration({ WEBHOOKS_ALLOW_INSECURE: 'true' }).webhookReach).toBe('ANY');
    expect(readConfiguration({ WEBHOOKS_ALLOW_INSECURE: 'false' }).webhookReach).toBe('PUBLIC');
    expect(problemsOf({ WEBHOOKS_ALLOW_INSECURE: '1' })).toEqual([
      'WEBHOOKS_ALLOW_INSECURE must be one of true, false. Given: "1".',
    ]);
  });

  it('names every wrong variable at once, what is allowed, and what was given', () => {
    const problems = problemsOf({
      PORT: '70000',
      LOG_LEVEL: 'loud',
      PUBLIC_URL: 'example.com',
      STRIPE_SECRET_KEY: SECRET_KEY,
    });
    expect(problems).toEqual([
      expect.stringMatching(/^PORT must be a whole number from 0 to 65535.* Given: "70000"\.$/),
      expect.stringMatching(/^PUBLIC_URL must be an address such as https:.* Given: "example\.com"\.$/),
      'LOG_LEVEL must be one of fatal, error, warn, info, debug, trace, silent. Given: "loud".',
      expect.stringMatching(/^STRIPE_WEBHOOK_SECRET is missing/),
    ]);
    expect(new ConfigurationError(problems).message).toContain('\n  PORT must');
  });

  it.each([
    ['DATABASE_URL', 'mysql://app:hush-hush@localhost/tollgate'],
    ['DEMO_API_KEY', 'hush-hush'],
    ['OPERATOR_API_KEY', 'hush-hush with spaces in between'],
    ['STRIPE_SECRET_KEY', 'pk_test_hush-hush'],
    ['STRIPE_WEBHOOK_SECRET', 'hush-hush'],
  ])('never shows the value of %s', (name, value) => {
    const problems = problemsOf({ [name]: value });
    expect(problems[0]).toContain(name);
    expect(problems.join()).not.toContain('hush');
  });

  it.each([
    ['PORT', ['-1', '1.5', '0x10', 'http', '123456']],
    ['HOST', ['not a host', 'http://localhost']],
    ['ALLOWED_HOSTS', ['https://a.example', 'a.example:80', '*', '[::1', 'a b']],
    ['ALLOWED_ORIGINS', ['a.example', 'https://a.example/path', '*', 'null']],
    ['CORS_ORIGINS', ['a.example', 'https://a.example/path', '*', 'null', 'https://*.example']],
    ['TRUSTED_DOCUMENTS', ['on', 'ONLY']],
    ['FEDERATION', ['true', 'v2']],
    ['TRUSTED_PROXIES', ['proxy.example', '10.0.0.0/33', '10.0.0/8', 'fd00::/129', '10.0.0.0/8/8', '10.0.0.0/']],
    ['PAYMENTS', ['on', 'Stripe']],
    ['PUBLIC_URL', ['ftp://example.com', 'https://example.com/?a=1', 'https://example.com/#a']],
  ])('refuses a wrong %s', (name, values) => {
    for (const value of values) expect(problemsOf({ [name]: value })).toHaveLength(1);
  });

  it('takes the issuer of client tokens to the letter, and what its tokens may do', () => {
    const seed = Buffer.alloc(32, 7);
    const { clientTokens } = readConfiguration({
      ...{ CLIENT_TOKEN_ISSUER: 'https://shop.eu.auth0.com/', CLIENT_TOKEN_AUDIENCE: 'https://api.shop.example' },
      ...{ CLIENT_TOKEN_SCOPES: 'GENERATION_READ, ACCOUNT_READ,GENERATION_READ' },
      CLIENT_TOKEN_KEYS: `${seed.toString('base64')},${Buffer.alloc(32, 8).toString('base64')}`,
    });
    expect(clientTokens.issuer).toEqual({
      ...{ issuer: 'https://shop.eu.auth0.com/', audience: 'https://api.shop.example', jwksUrl: undefined },
      ...{ accountClaim: 'tollgate_account', scopes: ['GENERATION_READ', 'ACCOUNT_READ'] },
    });
    expect(clientTokens.seeds.map((bytes) => bytes[0])).toEqual([7, 8]);
    expect(clientTokens.seeds[0]).toEqual(seed);
  });

  it.each([
    ['CLIENT_TOKEN_ISSUER', 'http://login.example.com'],
    ['CLIENT_TOKEN_ISSUER', 'https://user:password@login.example.com'],
    ['CLIENT_TOKEN_JWKS_URL', 'file:///etc/passwd'],
    ['CLIENT_TOKEN_JWKS_URL', 'http://169.254.169.254/keys'],
    ['CLIENT_TOKEN_SCOPES', 'GENERATION_READ,KEYS_WRITE'],
    ['CLIENT_TOKEN_SCOPES', 'OPERATOR'],
    ['CLIENT_TOKEN_KEYS', 'c2hvcnQ='],
    ['OPERATOR_API_KEY', 'eyJhbGciOiJub25lIn0.e30.'],
  ])('refuses %s=%s', (name, value) => {
    const usual = { CLIENT_TOKEN_ISSUER: 'https://login.example.com', CLIENT_TOKEN_AUDIENCE: 'shop' };
    const problems = problemsOf({ ...usual, [name]: value });
    expect(problems).toEqual([expect.stringMatching(new RegExp(`^${name} must `))]);
    if (name.endsWith('KEYS') || name.endsWith('KEY')) expect(problems[0]).not.toContain(value);
  });

  it('accepts tokens of an issuer only for somebody, and half a setting for nothing', () => {
    expect(problemsOf({ CLIENT_TOKEN_ISSUER: 'https://login.example.com' })[0]).toMatch(
      /^CLIENT_TOKEN_AUDIENCE is missing/,
    );
    expect(problemsOf({ CLIENT_TOKEN_AUDIENCE: 'shop' })[0]).toMatch(/^CLIENT_TOKEN_ISSUER is missing/);
  });

  it('refuses half a pair, and one key for two purposes', () => {
    expect(problemsOf({ STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET })).toEqual([
      expect.stringMatching(/^STRIPE_SECRET_KEY is/),
    ]);
    expect(problemsOf({ MIGRATION_DATABASE_URL: DATABASE_URL })).toEqual([expect.stringMatching(/^DATABASE_URL is/)]);
    expect(problemsOf({ METRICS_PORT: '4000' })).toEqual([
      expect.stringContaining('METRICS_PORT and PORT must differ'),
    ]);
    expect(problemsOf({ METRICS_PORT: '9464', PORT: '9464' })).toHaveLength(1);
    const both = { FEDERATION: 'on', TRUSTED_DOCUMENTS: 'only', TRUSTED_DOCUMENTS_FILES: 'documents.json' };
    expect(problemsOf(both)).toEqual([expect.stringMatching(/^FEDERATION=on and TRUSTED_DOCUMENTS=only exclude/)]);
    const key = 'one-key-for-everything';
    expect(problemsOf({ DEMO_API_KEY: key, OPERATOR_API_KEY: key })).toEqual([expect.stringContaining('must differ')]);
  });
});

describe('a provider', () => {
  it('is on as soon as its credential is given, at the address that is given or its own', () => {
    const given = {
      FAL_KEY: 'a-key-of-fal',
      REPLICATE_API_TOKEN: 'a-token-of-replicate',
      REPLICATE_BASE_URL: 'https://proxy.example/r/',
      PAYMENTS: 'off',
    };
    expect(readConfiguration(given).providers).toEqual({
      replicate: { apiToken: 'a-token-of-replicate', webhookSecret: undefined, baseUrl: 'https://proxy.example/r' },
      fal: { key: 'a-key-of-fal', baseUrl: undefined, keysUrl: undefined },
      openAi: undefined,
      elevenLabs: undefined,
    });
  });

  it.each(['REPLICATE_API_TOKEN', 'FAL_KEY', 'OPENAI_API_KEY', 'ELEVENLABS_API_KEY'])(
    'has a credential (%s) that is checked and never shown',
    (name) => {
      const problems = problemsOf({ [name]: 'hush, two words' });
      expect(problems).toHaveLength(1);
      expect(problems.join()).not.toContain('hush');
    },
  );
});

describe('the environment', () => {
  it('is completed by the file .env, and wins over it', () => {
    const directory = mkdtempSync(join(tmpdir(), 'tollgate-env-'));
    writeFileSync(join(directory, '.env'), 'PORT=4100\nLOG_LEVEL="debug" # while trying\n');
    expect(loadEnvironment(directory, { PORT: '4200' })).toEqual({ PORT: '4200', LOG_LEVEL: 'debug' });
    rmSync(directory, { recursive: true });
  });

  it('is documented in .env.example, variable by variable', () => {
    const example = readFileSync('.env.example', 'utf8').replace(/^#([A-Z_]+=)/gm, '$1');
    const documented = parseEnv(example);
    expect(Object.keys(documented).sort()).toEqual([
      'ACCESS_LOG',
      'ALLOWED_HOSTS',
      'ALLOWED_ORIGINS',
      'ALLOWED_RETURN_ORIGINS',
      'CLIENT_TOKEN_ACCOUNT_CLAIM',
      'CLIENT_TOKEN_AUDIENCE',
      'CLIENT_TOKEN_ISSUER',
      'CLIENT_TOKEN_JWKS_URL',
      'CLIENT_TOKEN_KEYS',
      'CLIENT_TOKEN_SCOPES',
      'CORS_ORIGINS',
      'COST_REVIEW_FACTOR',
      'COST_REVIEW_MINIMUM',
      'DATABASE_DIRECT_URL',
      'DATABASE_READ_LAG_SECONDS',
      'DATABASE_READ_URL',
      'DATABASE_URL',
      'DATA_DIR',
      'DEMO_API_KEY',
      'DRAIN_SECONDS',
      'ELEVENLABS_API_KEY',
      'ELEVENLABS_BASE_URL',
      'EMAIL_FROM',
      'FAL_BASE_URL',
      'FAL_KEY',
      'FAL_KEYS_URL',
      'FEDERATION',
      'GRAPHQL_JIT',
      'HOST',
      'INVOICE_DUE_DAYS',
      'INVOICE_GRACE_DAYS',
      'LOG_LEVEL',
      'METRICS_HOST',
      'METRICS_PORT',
      'METRICS_READ_SECONDS',
      'MIGRATION_DATABASE_URL',
      'OPENAI_API_KEY',
      'OPENAI_BASE_URL',
      'OPERATOR_API_KEY',
      'OTEL_EXPORTER_OTLP_ENDPOINT',
      'OTEL_EXPORTER_OTLP_HEADERS',
      'OTEL_SERVICE_NAME',
      'OTEL_TRACES_SAMPLER_ARG',
      'PAYMENTS',
      'PORT',
      'PUBLIC_URL',
      'QUOTE_MINUTES',
      'REMEMBER_WALLETS',
      'REPLICATE_API_TOKEN',
      'REPLICATE_BASE_URL',
      'REPLICATE_WEBHOOK_SECRET',
      'REQUEST_LIMITS',
      'REQUEST_LOG',
      'REST',
      'SANDBOX',
      'SANDBOX_KEEP_HOURS',
      'SMTP_TLS',
      'SMTP_URL',
      'SOCKETS_PER_ACCOUNT',
      'STOREFRONT',
      'STRIPE_SECRET_KEY',
      'STRIPE_TAX',
      'STRIPE_WEBHOOK_SECRET',
      'TRUSTED_DOCUMENTS',
      'TRUSTED_DOCUMENTS_FILES',
      'TRUSTED_PROXIES',
      'WEBHOOKS_ALLOW_INSECURE',
    ]);
    const secrets = { STRIPE_SECRET_KEY: 'sk_live_abcDEF123', STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET };
    expect(() => readConfiguration({ ...documented, ...secrets })).not.toThrow();
  });
});
