// npm run doctor on what a gateway talks to: Stripe and providers as HTTP servers, folder and address of a real gateway.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestGateway, type TestGateway } from '../../../support/gateway.ts';
import { withClient } from '../../../support/postgres.ts';
import { type DoubleAnswer, json } from '../../../support/provider-double/double-server.ts';
import { waitUntil } from '../../../support/wait-until.ts';
import { openPatient, type Patient, SECRETS } from './patient.ts';

interface StripeSays {
  readonly key?: number;
  readonly endpoint?: Readonly<Record<string, unknown>>;
  readonly endpoints?: number;
}

const SHOP = 'https://shop.invalid';
const VERSION = '2026-10-28.endive';

let patient: Patient;
let dataDir: string;

beforeAll(async () => {
  patient = await openPatient();
  dataDir = patient.dataDir;
});

afterEach(() => patient.recover());

afterAll(() => patient.stop());

describe('Stripe', () => {
  async function asks({ key = 200, endpoints = 200, endpoint }: StripeSays): Promise<readonly string[]> {
    const refusal = (status: number) =>
      json(status, { error: { type: 'invalid_request_error', message: 'sk_test_…6789 may not' } });
    const stripe = await patient.serve((path) => {
      if (path === '/v1/balance') return key === 200 ? json(200, { object: 'balance', livemode: false }) : refusal(key);
      if (endpoints !== 200) return refusal(endpoints);
      const data = endpoint === undefined ? [] : [{ object: 'webhook_endpoint', ...endpoint }];
      return json(200, { object: 'list', url: '/v1/webhook_endpoints', has_more: false, data });
    });
    const { STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET } = SECRETS;
    const { findings } = await patient.examine(
      { STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET, PUBLIC_URL: SHOP },
      { stripeBase: () => stripe.url },
    );
    return findings.filter(({ area }) => area === 'payments').map(({ state, message }) => `${state} ${message}`);
  }
  const right = { url: `${SHOP}/webhooks/stripe`, status: 'enabled', enabled_events: ['*'], api_version: VERSION };

  it('knows the key, and sends all its events here', async () => {
    expect(await asks({ endpoint: right })).toEqual([
      'ok Stripe knows the key, in test mode: no money moves',
      expect.stringContaining(`ok Stripe sends its events to ${SHOP}/webhooks/stripe`),
    ]);
  });

  it.each<[string, StripeSays, string]>([
    ['a wrong key', { key: 401 }, 'problem Stripe refuses STRIPE_SECRET_KEY'],
    [
      'a restricted key',
      { key: 403, endpoint: right },
      'ok Stripe knows the key, in test mode: no money moves; it is restricted',
    ],
    ['a failing Stripe', { key: 500 }, 'problem Stripe cannot be asked'],
    ['endpoints that the key may not read', { endpoints: 403 }, 'warning the key may not read webhook endpoints'],
    ['no endpoint', {}, 'problem Stripe has no webhook endpoint'],
    [
      'the endpoint of another',
      { endpoint: { ...right, url: 'https://other.invalid/webhooks/stripe' } },
      'problem Stripe has no',
    ],
    ['a disabled endpoint', { endpoint: { ...right, status: 'disabled' } }, 'is disabled'],
    [
      'a missing type',
      { endpoint: { ...right, enabled_events: ['charge.succeeded'] } },
      'is not sent charge.dispute.closed',
    ],
    [
      'another version',
      { endpoint: { ...right, api_version: '2020-08-27' } },
      "warning the webhook endpoint's API version is 2020-08-27",
    ],
  ])('with %s', async (_, says, message) => {
    expect(await asks(says)).toContainEqual(expect.stringContaining(message));
  });

  it('that is not there is a problem, and its clock is compared where it is', async () => {
    const { STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET } = SECRETS;
    const variables = { STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET };
    const gone = await patient.examine(variables, { stripeBase: () => 'http://127.0.0.1:1' });
    expect(gone.wrong[0]).toContain('problem payments: Stripe cannot be asked');
    const stripe = await patient.serve(() =>
      json(200, { object: 'list', data: [] }, { date: new Date(Date.now() - 3_600_000).toUTCString() }),
    );
    const late = await patient.examine(variables, { stripeBase: () => stripe.url });
    expect(late.wrong).toContainEqual(
      expect.stringMatching(/problem clock: this machine is 3,?\d+(\.\d)? s ahead of Stripe/),
    );
  });

  it('that only this machine could hear is a warning', async () => {
    const { STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET } = SECRETS;
    const stripe = await patient.serve(() => json(200, { object: 'list', data: [] }));
    const { wrong } = await patient.examine(
      { STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET },
      { stripeBase: () => stripe.url },
    );
    expect(wrong).toEqual(['warning payments: Stripe cannot send events to a gateway of this machine only']);
  });
});

describe('the providers', () => {
  const KEYS = {
    REPLICATE_API_TOKEN: SECRETS.REPLICATE_API_TOKEN,
    FAL_KEY: SECRETS.FAL_KEY,
    OPENAI_API_KEY: SECRETS.OPENAI_API_KEY,
    ELEVENLABS_API_KEY: SECRETS.ELEVENLABS_API_KEY,
    PAYMENTS: 'off',
  };
  const at = (url: string) => ({
    REPLICATE_BASE_URL: url,
    FAL_BASE_URL: url,
    OPENAI_BASE_URL: url,
    ELEVENLABS_BASE_URL: url,
  });
  const EXPECTED = new Map([
    ['/v1/account', `Bearer ${SECRETS.REPLICATE_API_TOKEN}`],
    ['/models', `Bearer ${SECRETS.OPENAI_API_KEY}`],
    ['/v1/models', SECRETS.ELEVENLABS_API_KEY],
  ]);

  async function asks(answer: (path: string, authorization: string) => DoubleAnswer): Promise<readonly string[]> {
    const { url } = await patient.serve(answer);
    const { findings } = await patient.examine({ ...KEYS, ...at(url) });
    return findings.filter(({ area }) => area === 'providers').map(({ state, message }) => `${state} ${message}`);
  }

  it('accept their keys, and are only asked what starts no work', async () => {
    const paths: string[] = [];
    const said = await asks((path, authorization) => {
      paths.push(path);
      if (path.startsWith('/fal-ai/')) return json(authorization === `Key ${SECRETS.FAL_KEY}` ? 404 : 401, {});
      return json(EXPECTED.get(path) === authorization ? 200 : 401, {});
    });
    expect(said).toEqual([
      'ok replicate accepts REPLICATE_API_TOKEN',
      'ok fal accepts FAL_KEY',
      'ok openai accepts OPENAI_API_KEY',
      'ok elevenlabs accepts ELEVENLABS_API_KEY',
    ]);
    expect(paths.toSorted()).toEqual([
      '/fal-ai/flux/requests/00000000-0000-4000-8000-000000000000/status',
      '/models',
      '/v1/account',
      '/v1/models',
    ]);
  });

  it('refuse wrong keys', async () => {
    expect(await asks(() => json(401, { detail: { status: 'invalid_api_key' } }))).toEqual([
      'problem replicate refuses REPLICATE_API_TOKEN',
      'problem fal refuses FAL_KEY',
      'problem openai refuses OPENAI_API_KEY',
      'problem elevenlabs refuses ELEVENLABS_API_KEY',
    ]);
  });

  it('know keys of few rights, and fail', async () => {
    expect(await asks(() => json(401, { detail: { status: 'missing_permissions' } }))).toContainEqual(
      'warning elevenlabs lets ELEVENLABS_API_KEY not ask what the doctor asks',
    );
    expect(await asks(() => json(503, {}))).toContainEqual('warning openai answers 503');
    expect(await asks(() => ({ kind: 'reset' }))).toContainEqual('problem replicate does not answer');
  });
});

describe('folder and address', () => {
  let gateway: TestGateway;
  const of = ({ dataDir: itsFolder, url }: TestGateway, more: Readonly<Record<string, string>> = {}) => {
    const database = { DATABASE_URL: gateway.applicationUrl, MIGRATION_DATABASE_URL: gateway.databaseUrl };
    return { ...database, DATA_DIR: itsFolder, PORT: new URL(url).port, ...more };
  };
  beforeAll(async () => {
    gateway = await startTestGateway();
  });
  afterAll(() => gateway.stop());

  it('are those of the gateway that runs', async () => {
    const { findings } = await patient.examine(of(gateway));
    expect(findings.slice(-3)).toEqual([
      { area: 'address', state: 'ok', message: `a gateway answers at ${gateway.url}` },
      { area: 'readiness', state: 'ok', message: `the gateway at ${gateway.url} is ready for customers` },
      { area: 'data folder', state: 'ok', message: 'the gateway that answers serves what is written here' },
    ]);
  });

  it('that is not ready says what it lacks, and what to do about it', async () => {
    const sql = (text: string) => withClient(gateway.databaseUrl, (client) => client.query(text));
    const gone = await sql(`delete from mikro_orm_migrations
      where name = (select max(name) from mikro_orm_migrations) returning name`);
    const { name } = gone.rows[0] as { name: string };
    await waitUntil('it says so', async () => (await fetch(`${gateway.url}/readyz`)).status === 503);
    const { findings, code } = await patient.examine(of(gateway));
    await sql(`insert into mikro_orm_migrations (name) values ('${name}')`);
    await waitUntil('it is ready', async () => (await fetch(`${gateway.url}/readyz`)).status === 200);
    expect(findings.filter(({ area }) => area === 'readiness')).toEqual([
      {
        ...{ area: 'readiness', state: 'problem' },
        message: `the gateway at ${gateway.url} is not ready, migrations: 1 are missing: run npm run migrate`,
        advice: expect.stringContaining('npm run migrate'),
      },
    ]);
    expect(code).toBe(1);
  });

  it.each([
    [{ serving: 'the gateway is stopping', database: 'ok' }, 'warning', 'DRAIN_SECONDS'],
    [{ database: 'it does not answer', serving: 'ok' }, 'problem', 'connects again by itself'],
    [{ listener: 'notifications do not arrive' }, 'problem', 'DATABASE_DIRECT_URL'],
    [{ orbit: 'decayed' }, 'problem', 'Update this installation'],
  ] as const)('of which %j is said has an advice', async (checks, state, advice) => {
    const other = await patient.serve((path) =>
      path === '/readyz' ? json(503, { status: 'not ready', checks }) : json(200, { status: 'ok' }),
    );
    const { findings } = await patient.examine({ PORT: new URL(other.url).port, PAYMENTS: 'off' });
    expect(findings.filter(({ area }) => area === 'readiness')).toEqual([
      {
        area: 'readiness',
        state,
        message: expect.stringContaining(' is not ready, '),
        advice: expect.stringContaining(advice),
      },
    ]);
  });

  it('of which nothing is said that can be read is a warning', async () => {
    const other = await patient.serve(() => json(200, { status: 'ok' }));
    const { wrong } = await patient.examine({ PORT: new URL(other.url).port, PAYMENTS: 'off' });
    expect(wrong).toContainEqual(expect.stringMatching(/^warning readiness: .* does not say whether it is ready$/));
  });

  it('are told from those of another', async () => {
    const { wrong, code } = await patient.examine(of(gateway, { DATA_DIR: dataDir }));
    expect(wrong).toContain('problem data folder: the gateway that answers keeps its files elsewhere');
    expect(code).toBe(1);
  });

  it('a folder that cannot be written is a problem', async () => {
    const file = join(dataDir, 'no-folder');
    writeFileSync(file, '');
    const { wrong } = await patient.examine({ DATA_DIR: join(file, 'data') });
    expect(wrong).toEqual([expect.stringMatching(/problem data folder: .* cannot be written \(ENOTDIR\)/)]);
  });

  it('a public address that nobody answers, that redirects, or that is something else, is a problem', async () => {
    const reachable = { PAYMENTS: 'off' };
    const asks = async (publicUrl: string) => {
      const { wrong } = await patient.examine(of(gateway, { ...reachable, PUBLIC_URL: publicUrl }));
      return wrong.filter((line) => line.includes(' address: '));
    };
    expect(await asks('http://127.0.0.1:1')).toEqual(['problem address: nobody answers at http://127.0.0.1:1']);
    const moved = await patient.serve(() => ({ kind: 'redirect', location: 'https://elsewhere.invalid/' }));
    expect(await asks(moved.url)).toEqual([`problem address: ${moved.url} redirects`]);
    const page = await patient.serve(() => ({ kind: 'html' }));
    expect(await asks(page.url)).toEqual([expect.stringContaining('is no gateway, or one that fails')]);
    const misdirected = await patient.serve(() => json(421, {}));
    expect(await asks(misdirected.url)).toEqual([expect.stringContaining('does not know that name')]);
  });

  it('before the first start nothing answers, which is a warning', async () => {
    const { wrong, code } = await patient.examine({ PORT: '1', PUBLIC_URL: 'http://127.0.0.1:1', PAYMENTS: 'off' });
    expect(wrong.filter((line) => line.includes(' address: '))).toEqual([
      'warning address: no gateway runs at http://127.0.0.1:1',
      'warning address: nobody answers at http://127.0.0.1:1',
    ]);
    expect(code).toBe(0);
  });

  it('without any database the first start is waited for', async () => {
    const { wrong } = await patient.examine({ DATABASE_URL: '', MIGRATION_DATABASE_URL: '' });
    expect(wrong).toEqual([`warning database: there is no database in ${dataDir} yet`]);
  });
});

describe('what is printed', () => {
  it('holds no secret', () => {
    expect(patient.leaked()).toEqual([]);
  });
});
