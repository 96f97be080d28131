// One budget over a tree of keys: what a key spends counts against it and against every key that it descends from (decision 26).
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { LedgerCommand, Outcome } from '../../../src/ledger/index.ts';
import { createLedgerWorld, credits, type LedgerWorld, refusalOf } from '../../support/ledger-world.ts';

const REPETITIONS = 10;

let world: LedgerWorld;
let account: string;

beforeAll(async () => {
  world = await createLedgerWorld();
});

afterAll(() => world.close());

beforeEach(async () => {
  world.clock.now = new Date('2026-11-21T12:00:00Z');
  account = await world.newAccount('100');
});

const submit = (command: LedgerCommand): Promise<Outcome> => world.ledger.submit({ command });
const reserveWith = (apiKeyId: string, amount: string) => world.reserve(account, amount, { apiKeyId });

async function spendOf(apiKeyId: string): Promise<{ reserved: bigint; charged: bigint }> {
  const today = { startsAt: new Date('2026-11-21T00:00:00Z'), endsAt: new Date('2026-11-22T00:00:00Z') };
  const [spend] = await world.ledger.keyUses([{ accountId: account, apiKeyId, ...today }]);
  return { reserved: spend?.reserved ?? 0n, charged: spend?.charged ?? 0n };
}

/** A key limited to `limit`, one that it created, and one that the second created. */
async function threeGenerations(limit: string): Promise<[string, string, string]> {
  const parent = await world.newKey(account, { dailyLimit: limit });
  const child = await world.newKey(account, { createdBy: parent });
  return [parent, child, await world.newKey(account, { createdBy: child })];
}

describe('a key limited per day', () => {
  it('binds its children and theirs; the refusal says whose limit it is and what is left of it', async () => {
    const [parent, child, grandchild] = await threeGenerations('0.26');
    expect((await reserveWith(grandchild, '0.2')).status).toBe('applied');
    const refusal = {
      code: 'KEY_SPENDING_LIMIT_REACHED',
      apiKeyId: parent,
      limit: credits('0.26'),
      period: 'DAY',
      used: credits('0.2'),
      left: credits('0.06'),
      resetsAt: new Date('2026-11-22T00:00:00Z'),
    };
    for (const key of [parent, child, grandchild]) {
      expect(await refusalOf(reserveWith(key, '0.07'))).toEqual(refusal);
    }
    expect((await reserveWith(child, '0.06')).status).toBe('applied');
    expect(await refusalOf(reserveWith(parent, '0.000001'))).toMatchObject({ left: 0n });
    const other = await world.newKey(account);
    expect((await reserveWith(other, '5')).status).toBe('applied');
  });

  it('does not take from its children what they may spend by themselves, and the tightest limit binds', async () => {
    const parent = await world.newKey(account, { dailyLimit: '1' });
    const child = await world.newKey(account, { dailyLimit: '0.3', createdBy: parent });
    await reserveWith(parent, '0.5');
    expect(await refusalOf(reserveWith(child, '0.4'))).toMatchObject({ apiKeyId: child, left: credits('0.3') });
    await reserveWith(child, '0.3');
    await reserveWith(parent, '0.1');
    expect(await refusalOf(reserveWith(parent, '0.2'))).toMatchObject({ apiKeyId: parent, left: credits('0.1') });
    expect(await spendOf(child)).toEqual({ reserved: credits('0.3'), charged: 0n });
  });

  it('is settled over the whole path, by charge, refund, late charge and refund of a charge, also on the next day', async () => {
    const [parent, child, grandchild] = await threeGenerations('10');
    const reserved = async (): Promise<{ accountId: string; generationId: string }> => {
      const { generationId } = await reserveWith(grandchild, '1');
      return { accountId: account, generationId };
    };
    const [charged, refunded, open] = [await reserved(), await reserved(), await reserved()];
    const after: bigint[][] = [];
    const note = async (): Promise<void> => {
      const spends = await Promise.all([parent, child, grandchild].map(spendOf));
      expect(new Set(spends.map((spend) => `${spend.reserved} ${spend.charged}`)).size).toBe(1);
      after.push(Object.values(spends[0] ?? {}));
    };
    await note();
    await submit({ kind: 'charge', ...charged, amount: credits('0.4') });
    await note();
    await submit({ kind: 'refund', ...refunded, reason: 'nothing came' });
    await submit({ kind: 'lateCharge', ...refunded, amount: credits('0.7') });
    await note();
    world.clock.now = new Date('2026-11-22T00:00:01Z');
    const goodwill = { amount: credits('0.1'), reason: 'goodwill', idempotencyKey: 'goodwill', inputHash: '' };
    await submit({ kind: 'refundCharge', ...charged, ...goodwill });
    await submit({ kind: 'charge', ...open, amount: credits('1') });
    world.clock.now = new Date('2026-11-21T23:59:59Z');
    await note();
    const expected = [
      ['3', '0'],
      ['2', '0.4'],
      ['1', '1.1'],
      ['0', '2'],
    ];
    expect(after).toEqual(expected.map((pair) => pair.map(credits)));
    expect(await world.ledger.verify(account)).toMatchObject({ problems: [] });
  });

  it('is asked for as it is when the wallet is locked: a limit that was changed a moment ago binds, a revoked key too', async () => {
    const [parent, child] = await threeGenerations('5');
    await reserveWith(child, '1');
    await world.database.rows('update api_key set spending_limit = 1500000, revoked_at = now() where id = $1', [
      parent,
    ]);
    expect(await refusalOf(reserveWith(child, '1'))).toMatchObject({ apiKeyId: parent, left: credits('0.5') });
    await world.database.rows('update api_key set spending_limit = 500000 where id = $1', [parent]);
    expect(await refusalOf(reserveWith(child, '0.1'))).toMatchObject({ used: credits('1'), left: 0n });
    await world.database.rows('update api_key set spending_limit = null where id = $1', [parent]);
    expect((await reserveWith(child, '9')).status).toBe('applied');
  });

  it('lets through exactly what fits, over two gateways and many children at once', async () => {
    const { ledger: other } = await world.besides();
    for (let repetition = 0; repetition < REPETITIONS; repetition += 1) {
      const parent = await world.newKey(account, { dailyLimit: '0.26' });
      const children = await Promise.all(
        Array.from({ length: 5 }, () => world.newKey(account, { dailyLimit: '0.26', createdBy: parent })),
      );
      const grandchildren = await Promise.all(
        children.map((createdBy) => world.newKey(account, { dailyLimit: '0.1', createdBy })),
      );
      const outcomes = await Promise.all(
        [parent, ...children, ...grandchildren, ...children].map((apiKeyId, index) => {
          const ids = { generationId: crypto.randomUUID(), idempotencyKey: crypto.randomUUID(), inputHash: '' };
          const gateway = index % 2 === 0 ? world.ledger : other;
          return gateway.submit({
            command: { kind: 'reserve', accountId: account, apiKeyId, amount: credits('0.052'), ...ids },
          });
        }),
      );
      expect(outcomes.filter(({ status }) => status === 'applied')).toHaveLength(5);
      expect(await spendOf(parent)).toEqual({ reserved: credits('0.26'), charged: 0n });
    }
    expect(await world.ledger.verify(account)).toMatchObject({ problems: [] });
  });
});

describe('verification', () => {
  it("names a parent's counter that lacks what a child spent, and a path that was changed", async () => {
    const [parent, child, grandchild] = await threeGenerations('10');
    await reserveWith(grandchild, '1');
    expect(await world.ledger.verify(account)).toMatchObject({ problems: [] });
    await world.database.rows('update key_spend set reserved = 0 where api_key_id = $1', [parent]);
    const wrong = (key: string) => `key spend ${key} 1994736: the counters do not equal the sum of its transactions`;
    expect(await world.ledger.verify(account)).toMatchObject({ problems: [wrong(parent)] });
    await world.database.rows('update key_spend set reserved = 1000000 where api_key_id = $1', [parent]);
    await world.database.rows(`update api_key set ancestor_ids = '{}' where id = $1`, [grandchild]);
    const { problems = [] } = (await world.ledger.verify(account)) ?? {};
    expect([...problems].sort()).toEqual([wrong(parent), wrong(child)].sort());
  });
});
