// What a monitor reads of a gateway moves as it says: each series is read, something is done, and it is read again.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connectDatabase, fromPublicId } from '../../src/database/index.ts';
import { ormConfig } from '../../src/mikro-orm.config.ts';
import { BACKLOG, RECONCILED } from '../../src/usage/index.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { subscribe } from '../support/gateway-client.ts';
import { BALANCE, GENERATE, generateInput } from '../support/gateway-operations.ts';
import { withClient } from '../support/postgres.ts';
import { waitUntil } from '../support/wait-until.ts';
import { type Receiver, startReceiver } from '../webhooks/webhook-world.ts';

const CREATE = `mutation ($url: URL!) { createWebhookEndpoint(input: { url: $url }) { endpoint { id } } }`;
const TEST = `mutation ($id: ID!) { sendTestWebhook(input: { endpointId: $id }) { eventId } }`;

let gateway: TestGateway;
let taking: Receiver;
let refusing: Receiver;

beforeAll(async () => {
  taking = await startReceiver(() => 200);
  refusing = await startReceiver(() => 500);
  gateway = await startTestGateway({
    environment: { METRICS_PORT: '0', METRICS_READ_SECONDS: '1', WEBHOOKS_ALLOW_INSECURE: 'true' },
  });
});

afterAll(async () => {
  await gateway.stop();
  await taking.close();
  await refusing.close();
});

const scrape = async (): Promise<string> =>
  (await fetch(`http://127.0.0.1:${gateway.metricsPort ?? 0}/metrics`)).text();

/** Of all series of the name whose labels contain these; undefined when there is none. */
async function read(name: string, labels: Readonly<Record<string, string>> = {}): Promise<number | undefined> {
  const lines = (await scrape())
    .split('\n')
    .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
  const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  const found = lines.filter((line) => wanted.every((pair) => line.includes(pair)));
  return found.length === 0
    ? undefined
    : found.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
}

const counted = async (name: string, labels?: Readonly<Record<string, string>>): Promise<number> =>
  (await read(name, labels)) ?? 0;

/** How much a series grows by something that is done. */
async function growth(
  name: string,
  labels: Readonly<Record<string, string>>,
  doing: () => Promise<unknown>,
): Promise<number> {
  const before = await counted(name, labels);
  await doing();
  await waitUntil(`${name} ${JSON.stringify(labels)} grows`, async () => (await counted(name, labels)) > before);
  return (await counted(name, labels)) - before;
}

const sql = (text: string, values: unknown[] = []) =>
  withClient(gateway.databaseUrl, (client) => client.query(text, values));

describe('requests', () => {
  it('are counted by the field that they ask, whatever their client calls them', async () => {
    const operation = 'tollgate_graphql_operations_total';
    const named = `query Chosen_${randomUUID().replaceAll('-', '')} { alias: balance { available } }`;
    expect(await growth(operation, { operation: 'balance', outcome: 'ok' }, () => gateway.ask(named))).toBe(1);
    const two = '{ balance { available } generations { __typename } }';
    expect(await growth(operation, { operation: 'several' }, () => gateway.ask(two))).toBe(1);
    expect(await growth(operation, { operation: 'none', outcome: 'refused' }, () => gateway.ask('{ nothing }'))).toBe(
      1,
    );
    const unknown = () => gateway.ask(BALANCE, {}, { key: 'tg_wrong_key_of_nobody' });
    expect(await growth(operation, { operation: 'none', outcome: 'refused' }, unknown)).toBe(1);
    expect(await scrape()).not.toMatch(/Chosen_|alias|nothing"/);
    expect(await counted('tollgate_graphql_operation_seconds_count', { operation: 'balance' })).toBeGreaterThan(0);
  });

  it('of other systems are counted by dialect, route and status', async () => {
    const ask = (key: string) =>
      fetch(`${gateway.url}/babysea/v1/user/account`, { headers: { authorization: `Bearer ${key}` } });
    const status = String((await ask(gateway.demoKey)).status);
    const labels = { dialect: 'babysea', method: 'GET' };
    expect(await growth('tollgate_http_requests_total', { ...labels, status }, () => ask(gateway.demoKey))).toBe(1);
    await fetch(`${gateway.url}/babysea/${randomUUID()}`);
    expect(await scrape()).not.toMatch(/route="[^"]*[0-9a-f]{8}-/);
  });
});

describe('a generation', () => {
  it('moves the ledger, its provider, and what is open', async () => {
    const commands = 'tollgate_ledger_commands_total';
    const provider = { provider: 'sandbox', call: 'submit' };
    const before = {
      reserved: await counted(commands, { command: 'reserve', outcome: 'applied' }),
      settled: await counted(commands, { command: 'charge', outcome: 'applied' }),
      submitted: await counted('tollgate_provider_call_seconds_count', provider),
      batches: await counted('tollgate_ledger_batch_seconds_count'),
    };
    const { data } = await gateway.ask(GENERATE, { input: generateInput() });
    await gateway.ended(data.generate.generation.id);
    expect(await counted(commands, { command: 'reserve', outcome: 'applied' })).toBe(before.reserved + 1);
    expect(await counted(commands, { command: 'charge', outcome: 'applied' })).toBe(before.settled + 1);
    expect(await counted('tollgate_provider_call_seconds_count', provider)).toBe(before.submitted + 1);
    expect(await counted('tollgate_ledger_batch_seconds_count')).toBeGreaterThanOrEqual(before.batches + 2);
    expect(await counted('tollgate_ledger_batch_commands_sum')).toBeGreaterThan(0);
    expect(await read('tollgate_provider_state', { provider: 'sandbox', state: 'HEALTHY' })).toBe(1);
    expect(await read('tollgate_provider_state', { provider: 'sandbox', state: 'DEGRADED' })).toBe(0);
    expect(await read('tollgate_ledger_open_commands')).toBe(0);
    expect(await read('tollgate_ledger_oldest_command_seconds')).toBe(0);
  });

  it('whose account is locked waits, and how long is seen', async () => {
    const { id, key } = await gateway.newAccount('5');
    const accountId = fromPublicId('acct', id);
    await withClient(gateway.databaseUrl, async (client) => {
      await client.query('begin');
      const { rowCount } = await client.query('select from wallet where account_id = $1 for update', [accountId]);
      expect(rowCount).toBe(1);
      const asked = gateway.ask(GENERATE, { input: generateInput() }, { key });
      await waitUntil('it is seen to wait', async () => (await counted('tollgate_ledger_oldest_command_seconds')) > 1);
      expect(await read('tollgate_ledger_open_commands')).toBe(1);
      await client.query('rollback');
      const { data } = await asked;
      await gateway.ended(data.generate.generation.id, key);
    });
    await waitUntil('nothing waits', async () => (await read('tollgate_ledger_open_commands')) === 0);
    expect(await read('tollgate_ledger_oldest_command_seconds')).toBe(0);
  });

  it('that is refused for want of credits is a refused command', async () => {
    const { key } = await gateway.newAccount('0');
    const asking = () => gateway.ask(GENERATE, { input: generateInput() }, { key });
    expect(await growth('tollgate_ledger_commands_total', { command: 'reserve', outcome: 'refused' }, asking)).toBe(1);
  });

  it('that waits, is overdue, or is held, stands in the gauges until it does no more', async () => {
    const { data } = await gateway.ask(GENERATE, { input: generateInput() });
    const { id } = data.generate.generation;
    await gateway.ended(id);
    const states = async () => ({
      held: await read('tollgate_generations', { state: 'held' }),
      overdue: await read('tollgate_reservations_overdue'),
      open: await read('tollgate_reservations_open'),
    });
    await waitUntil('nothing is open', async () => (await states()).open === 0);
    expect(await states()).toEqual({ held: 0, overdue: 0, open: 0 });
    // An hour ago, and not in the gateway's hands: what is looked at is the table.
    const held = `update generation set held_at = now() - interval '1 hour', cost = null where status = 'SUCCEEDED'
      and id = (select max(id::text)::uuid from generation) returning id`;
    expect((await sql(held)).rows).toHaveLength(1);
    await waitUntil('one is held', async () => (await states()).held === 1);
    expect((await states()).open).toBe(1);
    expect(await read('tollgate_generations_oldest_held_seconds')).toBeGreaterThan(3_500);
    await sql(`update generation set held_at = null, cost = 0 where cost is null and status = 'SUCCEEDED'`);
    await waitUntil('none is held', async () => (await states()).held === 0);
  });
});

describe('payments', () => {
  const SET_UP = `mutation ($input: ConfigureAutoTopUpInput!) {
    configureAutoTopUp(input: $input) { autoTopUp { state } setupUrl userErrors { code } } }`;
  const BUY = `mutation { buyCreditPack(input: { packId: "pack-10", idempotencyKey: "measured" }) { userErrors { code } } }`;

  it('are counted by what was asked of the payment provider', async () => {
    const calls = 'tollgate_payment_call_seconds_count';
    expect(await growth(calls, { call: 'createCheckout', outcome: 'ok' }, () => gateway.ask(BUY))).toBe(1);
    expect(await counted(calls, { outcome: 'failed' })).toBe(0);
  });

  it('of top-ups that succeed are counted, and none is left pending', async () => {
    const { key } = await gateway.newAccount('0.9');
    const input = {
      enabled: true,
      threshold: '1',
      packId: 'pack-10',
      monthlyCap: { amount: '50.00', currency: 'USD' },
    };
    const { setupUrl } = (await gateway.ask(SET_UP, { input }, { key })).data.configureAutoTopUp;
    const body = new URLSearchParams({ number: '4242424242424242' });
    await fetch(`${setupUrl}/pay`, { method: 'POST', body, redirect: 'manual' });
    const topUp = () => gateway.ask(SET_UP, { input }, { key });
    expect(await growth('tollgate_top_ups_total', { outcome: 'succeeded' }, topUp)).toBe(1);
    expect(await counted('tollgate_top_ups_total', { outcome: 'failed' })).toBe(0);
    await waitUntil('none is pending', async () => (await read('tollgate_top_ups_pending')) === 0);
  });
});

describe('top-ups', () => {
  const ENABLE = `mutation ($input: ConfigureAutoTopUpInput!) { configureAutoTopUp(input: $input) { setupUrl } }`;
  const INPUT = { enabled: true, threshold: '1', packId: 'pack-10', monthlyCap: { amount: '50.00', currency: 'USD' } };

  it('that the bank declines are counted as failed', async () => {
    const { key } = await gateway.newAccount('0.9');
    const { setupUrl } = (await gateway.ask(ENABLE, { input: INPUT }, { key })).data.configureAutoTopUp;
    // Can be saved, and is declined when it is charged.
    const body = new URLSearchParams({ number: '4000000000000341' });
    await fetch(`${setupUrl}/pay`, { method: 'POST', body, redirect: 'manual' });
    const topUp = () => gateway.ask(ENABLE, { input: INPUT }, { key });
    expect(await growth('tollgate_top_ups_total', { outcome: 'failed' }, topUp)).toBe(1);
  });

  it('that are not answered yet are pending', async () => {
    const { id } = await gateway.newAccount('5');
    await waitUntil('none is pending', async () => (await read('tollgate_top_ups_pending')) === 0);
    await sql(
      `insert into auto_top_up_attempt (account_id, id, reason, reason_available, pack_id, pack_name, validity, credits,
          price_minor_units, currency, customer_id, payment_method_id, created_at, next_ask_at)
        values ($1, gen_random_uuid(), 'MANUAL', 0, 'pack-10', 'Ten', '{}', 1, 1000, 'USD', 'cus_1', 'pm_1', now(), 'infinity')`,
      [fromPublicId('acct', id)],
    );
    await waitUntil('it is pending', async () => (await read('tollgate_top_ups_pending')) === 1);
    await sql('delete from auto_top_up_attempt where account_id = $1', [fromPublicId('acct', id)]);
    await waitUntil('none is pending again', async () => (await read('tollgate_top_ups_pending')) === 0);
  });
});

describe('webhooks', () => {
  it('that are refused count as failed, and what is late is seen', async () => {
    const attempts = 'tollgate_webhook_attempt_seconds_count';
    const send = async (url: string): Promise<void> => {
      const { data } = await gateway.ask(CREATE, { url });
      await gateway.ask(TEST, { id: data.createWebhookEndpoint.endpoint.id });
    };
    expect(await growth(attempts, { outcome: 'delivered' }, () => send(taking.url))).toBe(1);
    expect(await growth(attempts, { outcome: 'failed' }, () => send(refusing.url))).toBe(1);
    expect(await read('tollgate_webhook_lag_seconds')).toBe(0);
    // Gateways pass over what is locked, and monitors read on.
    await sql(`update webhook_delivery set next_attempt_at = now() + interval '2 seconds' where status = 'PENDING'`);
    await withClient(gateway.databaseUrl, async (client) => {
      await client.query('begin');
      const { rowCount } = await client.query(`select from webhook_delivery where status = 'PENDING' for update`);
      expect(rowCount).toBe(1);
      await waitUntil('it is seen to be late', async () => (await counted('tollgate_webhook_lag_seconds')) > 1);
      await client.query('rollback');
    });
  });
});

describe('connections and sockets', () => {
  it('are those that are open', async () => {
    expect(await read('tollgate_sockets_open')).toBe(0);
    const query = 'subscription { balanceUpdated { available } }';
    const following = subscribe(gateway.url, { query }, { Authorization: `Bearer ${gateway.demoKey}` });
    await waitUntil('a socket is open', async () => (await read('tollgate_sockets_open')) === 1);
    await following.stop();
    await waitUntil('it is closed', async () => (await read('tollgate_sockets_open')) === 0);
    expect(await counted('tollgate_database_connections', { pool: 'gateway' })).toBeGreaterThan(0);
    expect(await read('tollgate_database_connections_waiting', { pool: 'gateway' })).toBe(0);
    expect(await read('tollgate_listener_connected')).toBe(1);
    expect(await read('nodejs_eventloop_lag_p99_seconds')).toBeGreaterThan(0);
  });
});

describe('findings and verifications', () => {
  it('that are open, damaged or good are seen', async () => {
    expect(await read('tollgate_findings_open')).toBe(0);
    expect(await read('tollgate_verification_age_seconds')).toBeUndefined();
    await sql(`insert into reconciliation_finding (id, key, code, facts, first_seen_at, last_seen_at, checked_at)
      values (gen_random_uuid(), 'a', 'PROBLEM', '{}', now(), now(), now())`);
    await sql(`insert into ledger_verification (account_id, status, started_at, lease_until, finished_at, result)
      values (gen_random_uuid(), 'DONE', now(), now(), now() - interval '1 day', '{"ok":true}'),
        (gen_random_uuid(), 'DONE', now(), now(), now(), '{"ok":false}'),
        (gen_random_uuid(), 'RUNNING', now(), now(), null, null)`);
    await waitUntil('a finding is open', async () => (await read('tollgate_findings_open')) === 1);
    expect(await read('tollgate_ledger_damaged_accounts')).toBe(1);
    expect(await read('tollgate_verifications_running')).toBe(1);
    expect(await read('tollgate_verification_age_seconds')).toBeGreaterThan(86_000);
    await sql(`delete from ledger_verification`);
    await sql(`update reconciliation_finding set solved_at = now(), solved_because = 'tested'`);
  });
});

describe('what is read from the database', () => {
  it('is found by index only, in every part', async () => {
    const database = await connectDatabase({ url: gateway.databaseUrl, orm: ormConfig, poolSize: 1 });
    try {
      const planOf = (text: string, values: unknown[] = []) => database.rows(`explain (format json) ${text}`, values);
      const plan = JSON.stringify([await planOf(BACKLOG, [new Date()]), await planOf(RECONCILED)]);
      expect(plan).not.toMatch(/"Seq Scan"/);
      for (const index of [
        ...['generation_queue_index', 'generation_due_index', 'generation_held_index', 'webhook_delivery_due_index'],
        ...['auto_top_up_attempt_due_index', 'reconciliation_finding_open_unique', 'ledger_verification_running_index'],
        ...['ledger_verification_good_index', 'ledger_verification_damaged_index'],
      ]) {
        expect(plan).toContain(`"${index}"`);
      }
    } finally {
      await database.close();
    }
  });

  it('leaves the others standing when it cannot be read, and says so', async () => {
    await sql(`alter table reconciliation_finding rename to away`);
    await waitUntil('it says so', async () => (await read('tollgate_scrape_failed')) === 1);
    const text = await scrape();
    expect(text).toMatch(/^tollgate_ledger_open_commands \d/m);
    expect(text).toMatch(/^tollgate_graphql_operations_total\{/m);
    expect(text).not.toMatch(/^tollgate_(findings_open|generations|reservations_open)\b/m);
    await sql(`alter table away rename to reconciliation_finding`);
    await waitUntil('it is read again', async () => (await read('tollgate_scrape_failed')) === 0);
    expect(await read('tollgate_findings_open')).toBe(0);
  });
});
