// Following over real sockets when things go wrong: clients that break off, clients that do not read, keys that end.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { connectDatabase, type Database, fromPublicId } from '../../src/database/index.ts';
import { createLedger } from '../../src/ledger/index.ts';
import { ormConfig } from '../../src/mikro-orm.config.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { subscribe } from '../support/gateway-client.ts';
import { GENERATE, generateInput } from '../support/gateway-operations.ts';
import { credits } from '../support/ledger-world.ts';
import { openPausable, type PausableSubscription } from '../support/pausable-socket.ts';
import { waitUntil } from '../support/wait-until.ts';

let first: TestGateway;
let second: TestGateway;
let database: Database;

beforeAll(async () => {
  first = await startTestGateway();
  second = await startTestGateway({ besides: first });
  database = await connectDatabase({ url: first.databaseUrl, orm: ormConfig });
});

afterAll(async () => {
  await database.close();
  await second.stop();
  await first.stop();
});

/** Of a message, so that a few hundred of them are more than sockets hold. */
const times = (count: number, field: string): string =>
  Array.from({ length: count }, (_, index) => `copy${index}: ${field}`).join(' ');

/** It runs until it is canceled. */
async function startEndless(key: string, prompt = 'a lighthouse'): Promise<string> {
  const input = generateInput({ prompt, parameters: { sandbox: { outcome: 'timeout' } } });
  const { data } = await first.ask(GENERATE, { input }, { key });
  return data.generate.generation.id as string;
}

const CANCEL = 'mutation ($input: CancelGenerationInput!) { cancelGeneration(input: $input) { userErrors { code } } }';
const sequenceOf = (event: { generationUpdated: { sequence: number } }): number => event.generationUpdated.sequence;
const inOrder = (numbers: readonly number[]): number[] => [...new Set(numbers)].sort((a, b) => a - b);

describe('a client that follows a generation', () => {
  it('is told the state now and all the rest when it comes back, at another gateway', async () => {
    const { key } = await first.newAccount('10');
    const id = await startEndless(key);
    const before = first.follow(id, key);
    await waitUntil('it runs', () => before.events.at(-1)?.generationUpdated.generation.status === 'RUNNING');
    await before.stop();
    const after = second.follow(id, key);
    await waitUntil('the state is there', () => after.events.length > 0);
    expect(after.events[0].generationUpdated).toMatchObject({ terminal: false, generation: { id, status: 'RUNNING' } });
    expect(sequenceOf(after.events[0])).toBeGreaterThanOrEqual(sequenceOf(before.events.at(-1)));
    await first.ask(CANCEL, { input: { id } }, { key });
    const events = await after.completed;
    expect(events.at(-1).generationUpdated).toMatchObject({ terminal: true, generation: { status: 'CANCELED' } });
    expect(events.map(sequenceOf)).toEqual(inOrder(events.map(sequenceOf)));
    expect(await second.follow(id, key).completed).toEqual([events.at(-1)]);
  });

  it('and does not read holds nobody up, and is told the newest state once it reads again', async () => {
    const { key } = await first.newAccount('10');
    const publicId = await startEndless(key, 'x'.repeat(10_000));
    const id = fromPublicId('gen', publicId);
    const query = `subscription ($id: ID!) { generationUpdated(id: $id) { sequence generation { ${times(15, 'prompt')} } } }`;
    const asked = { url: first.url, key, query, variables: { id: publicId } };
    let slow = openPausable(asked);
    const quick = openPausable(asked);
    const isAt = ({ events }: PausableSubscription, sequence: number) =>
      events.length > 0 && sequenceOf(events.at(-1)) >= sequence;
    await waitUntil('both follow', () => isAt(slow, 1) && isAt(quick, 1));
    await waitUntil('it runs', () => isAt(quick, 2));
    slow.pause();
    let newest = 0;
    for (let changes = 0; changes < 120; changes += 1) {
      const [row] = await database.rows<{ sequence: number }>(
        `with changed as (update generation set sequence = sequence + 1 where id = $1 returning account_id, id, sequence)
         select sequence, pg_notify('tollgate_generation', account_id || ' ' || id) from changed`,
        [id],
      );
      newest = row?.sequence ?? 0;
      await waitUntil('the other is told', () => isAt(quick, newest));
    }
    const told = slow.events.length;
    expect(told).toBeLessThan(quick.events.length);
    slow.resume();
    await waitUntil('it has caught up', () => {
      // The gateway gives up clients that answer no ping for long; such a one comes back.
      if (slow.isClosed()) slow = openPausable(asked);
      return isAt(slow, newest);
    });
    const sequences = slow.events.map(sequenceOf);
    expect(sequences).toEqual(inOrder(sequences));
    expect(sequences.at(-1)).toBe(newest);
    // It was skipped what it was too slow for, instead of keeping it for it.
    expect(sequences.length).toBeLessThan(quick.events.length);
    for (const { close } of [slow, quick]) close();
    await first.ask(CANCEL, { input: { id: publicId } }, { key });
  });
});

describe('a client that follows the ledger', () => {
  it('and does not read holds nobody up, and misses nothing once it reads again', async () => {
    const account = await first.newAccount('10');
    const query = `subscription ($after: String) { transactionPosted(afterSequence: $after) { sequence ${times(15, 'description')} } }`;
    const follow = (after: number) =>
      openPausable({ url: second.url, key: account.key, query, variables: { after: String(after) } });
    const sequencesOf = ({ events }: PausableSubscription): number[] =>
      events.map((event) => Number(event.transactionPosted.sequence));
    let slow = follow(0);
    const quick = follow(0);
    await waitUntil('both follow', () => slow.events.length === 1 && quick.events.length === 1);
    slow.pause();
    await addMany(fromPublicId('acct', account.id) ?? '', 1_500);
    await waitUntil('the other is told', () => quick.events.length === 1_501);
    expect(sequencesOf(quick)).toEqual(upTo(1_501));
    expect(slow.events).toHaveLength(1);
    slow.resume();
    const seen: number[] = [];
    let resumedAt = 0;
    await waitUntil('it has caught up', () => {
      seen.push(...sequencesOf(slow).slice(seen.length - resumedAt));
      if (slow.isClosed()) {
        resumedAt = seen.length;
        slow = follow(seen.at(-1) ?? 0);
      }
      return seen.length >= 1_501;
    });
    expect(seen).toEqual(upTo(1_501));
    for (const { close } of [slow, quick]) close();
  });
});

const upTo = (last: number): number[] => Array.from({ length: last }, (_, index) => index + 1);

/** As a third process would. */
async function addMany(accountId: string, count: number): Promise<void> {
  const ledger = createLedger({ database, now: () => new Date() });
  const description = 'x'.repeat(1_000);
  const outcomes = await Promise.all(
    Array.from({ length: count }, (_, index) => {
      const [amount, idempotencyKey, inputHash] = [credits('0.01'), `many ${index}`, 'many'];
      const about = { accountId, amount, source: 'PROMOTION' as const, description, idempotencyKey, inputHash };
      return ledger.submit({ command: { kind: 'add', ...about } });
    }),
  );
  await ledger.drain();
  expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(['applied']));
}

describe('a gateway process', () => {
  it('listens to the database on one connection, beside that of its job queue, however many follow', async () => {
    const { key } = await first.newAccount('10');
    const ids = await Promise.all([1, 2, 3].map(() => startEndless(key)));
    const subscriptions = [first, second].flatMap((gateway) => [
      ...ids.map((id) => gateway.follow(id, key)),
      ...['balanceUpdated { available }', 'transactionPosted(afterSequence: "0") { sequence }'].map((field) =>
        subscribe(gateway.url, { query: `subscription { ${field} }` }, { Authorization: `Bearer ${key}` }),
      ),
    ]);
    await waitUntil('all follow', () => subscriptions.every(({ events }) => events.length > 0));
    expect(await listeners()).toBe(2);
    for (const subscription of subscriptions) await subscription.stop();
    for (const id of ids) await first.ask(CANCEL, { input: { id } }, { key });
  });

  it('closes the sockets of a key when it expires', async () => {
    let now = new Date();
    const gateway = await startTestGateway({ besides: first, now: () => now });
    const { key } = await first.newAccount('1');
    const created = await gateway.ask(
      'mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret userErrors { code } } }',
      { input: { name: 'soon over', expiresAt: new Date(now.getTime() + 3_600_000).toISOString() } },
      { key },
    );
    const { secret } = created.data.createApiKey;
    const balance = (by: string) =>
      subscribe(
        gateway.url,
        { query: 'subscription { balanceUpdated { sequence } }' },
        { Authorization: `Bearer ${by}` },
      );
    const [expiring, lasting] = [balance(secret), balance(key)];
    await waitUntil('both follow', () => [expiring, lasting].every(({ events }) => events.length === 1));
    now = new Date(now.getTime() + 3_600_001);
    await expect(expiring.completed).rejects.toMatchObject({ code: 4403 });
    await expect(balance(secret).completed).rejects.toMatchObject({ code: 4403 });
    expect((await gateway.ask('{ balance { available } }', {}, { key })).status).toBe(200);
    await lasting.stop();
    await gateway.stop();
  });
});

async function listeners(): Promise<number> {
  const client = new pg.Client({ connectionString: first.databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ count: string }>(
      `select count(*) from pg_stat_activity where datname = current_database()
        and (application_name = 'tollgate listener' or query ~* '^\\s*listen' and query !~ 'jobs:insert')`,
    );
    return Number(rows[0]?.count);
  } finally {
    await client.end();
  }
}
