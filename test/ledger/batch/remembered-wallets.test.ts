// A batch that goes ahead on remembered wallets must not be seen in any answer or row: whatever somebody else did meanwhile, it is
// decided as if everything had been read.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '../../../src/database/index.ts';
import { STILL_HERE } from '../../../src/database/shards/placement.ts';
import { createLedger, type Ledger, type Outcome, setCreditLimit } from '../../../src/ledger/index.ts';
import { createLedgerWorld, credits, type LedgerWorld, refusalOf } from '../../support/ledger-world.ts';
import { hookStatements } from '../../support/statements.ts';

let world: LedgerWorld;
let other: Ledger;

beforeEach(async () => {
  world = await createLedgerWorld();
  other = (await world.besides()).ledger;
});
afterEach(() => world.close());

interface Counts {
  remembered: number;
  read: number;
  changedMeanwhile: number;
}

/** How this gateway's batches went during some work. */
async function batchesOf(work: () => Promise<unknown>): Promise<Counts> {
  const before = { ...world.ledger.batches };
  await work();
  const { remembered, read, changedMeanwhile } = world.ledger.batches;
  return {
    remembered: remembered - before.remembered,
    read: read - before.read,
    changedMeanwhile: changedMeanwhile - before.changedMeanwhile,
  };
}

const REMEMBERED: Counts = { remembered: 1, read: 0, changedMeanwhile: 0 };
const READ: Counts = { remembered: 0, read: 1, changedMeanwhile: 0 };
const REFUSED_THEN_READ: Counts = { remembered: 0, read: 1, changedMeanwhile: 1 };

async function expectClean(accountId: string): Promise<void> {
  expect((await world.ledger.verify(accountId))?.problems).toEqual([]);
}

/** An account with credits of which this gateway knows everything, and the key that it reserved with. */
async function knownAccount(amount = '100', dailyLimit?: string): Promise<{ account: string; apiKeyId: string }> {
  const account = await world.newAccount(amount);
  const apiKeyId = await world.newKey(account, dailyLimit === undefined ? {} : { dailyLimit });
  await world.reserve(account, '1', { apiKeyId });
  return { account, apiKeyId };
}

const settle = (ledger: Ledger, accountId: string, generationId: string): Promise<Outcome> =>
  ledger.submit({ command: { kind: 'charge', accountId, generationId, amount: credits('0.5') } });

const elsewhere = (accountId: string, apiKeyId: string, amount = '1'): Promise<Outcome> =>
  other.submit({
    command: {
      ...{ kind: 'reserve', accountId, apiKeyId, generationId: newId(), amount: credits(amount) },
      ...{ idempotencyKey: newId(), inputHash: 'elsewhere' },
    },
  });

describe('a wallet that this gateway wrote last', () => {
  it('is neither locked nor read for the next reservation, nor for its settlement', async () => {
    const { account, apiKeyId } = await knownAccount();
    const statements: string[] = [];
    const unhook = hookStatements(world.database, {
      before: (text) => {
        if (text === STILL_HERE) return undefined;
        statements.push(text.trimStart().split(/\s+/)[0]?.toLowerCase() ?? '');
        return undefined;
      },
    });
    let generationId = '';
    expect(await batchesOf(async () => ({ generationId } = await world.reserve(account, '2', { apiKeyId })))).toEqual(
      REMEMBERED,
    );
    expect(await batchesOf(() => settle(world.ledger, account, generationId))).toEqual(REMEMBERED);
    unhook();
    expect(statements).toEqual(['begin', 'select', 'with', 'commit', 'begin', 'select', 'with', 'commit']);
    expect(await world.ledger.balance(account)).toMatchObject({ available: credits('98.5'), reserved: credits('1') });
    await expectClean(account);
  });

  it('is read for a key, a generation or a kind of command that is not remembered', async () => {
    const { account } = await knownAccount();
    expect(await batchesOf(() => world.reserve(account, '1', { apiKeyId: newId() }))).toEqual(READ);
    expect(await batchesOf(() => world.add(account, '1'))).toEqual(READ);
    const { generationId } = await world.reserve(account, '1');
    expect(await batchesOf(() => settle(world.ledger, account, generationId))).toEqual(REMEMBERED);
    expect(await batchesOf(() => settle(world.ledger, account, generationId))).toEqual(READ);
    await expectClean(account);
  });

  it('remembers one key beside another', async () => {
    const { account, apiKeyId } = await knownAccount('100', '3');
    await world.reserve(account, '1', { apiKeyId: newId() });
    expect(await batchesOf(() => world.reserve(account, '2', { apiKeyId }))).toEqual(REMEMBERED);
    const late = world.reserve(account, '1', { apiKeyId });
    expect(await refusalOf(late)).toMatchObject({ code: 'KEY_SPENDING_LIMIT_REACHED', used: credits('3') });
    await expectClean(account);
  });

  it('is read once on a new day, whose spends begin at nothing', async () => {
    const { account, apiKeyId } = await knownAccount('100', '3');
    const { generationId } = await world.reserve(account, '2', { apiKeyId });
    world.clock.now = new Date(world.clock.now.getTime() + 86_400_000);
    expect(await batchesOf(() => world.reserve(account, '3', { apiKeyId }))).toEqual(READ);
    // It counts against the day of its reservation.
    expect(await batchesOf(() => settle(world.ledger, account, generationId))).toEqual(READ);
    expect(await refusalOf(world.reserve(account, '1', { apiKeyId }))).toMatchObject({ used: credits('3') });
    await expectClean(account);
  });

  it('goes with wallets that are read, in one batch', async () => {
    const { account, apiKeyId } = await knownAccount();
    const unknown = await Promise.all(Array.from({ length: 30 }, () => world.newAccount('1')));
    const { ledger } = await world.besides();
    const amounts = ['1', '2'];
    await Promise.all([account, ...unknown].map((id) => world.reserve(id, '1', { apiKeyId })));
    const outcomes = await Promise.all(
      [account, ...unknown].flatMap((id) => amounts.map((amount) => world.reserve(id, amount, { apiKeyId }))),
    );
    expect(outcomes.map(({ status }) => status)).toEqual([
      'applied',
      'applied',
      ...unknown.flatMap(() => ['refused', 'refused']),
    ]);
    for (const id of [account, ...unknown]) expect((await ledger.verify(id))?.problems).toEqual([]);
  });

  it('is always read when nothing is to be remembered', async () => {
    const ledger = createLedger({ database: world.database, now: () => world.clock.now, remembers: false });
    const account = await world.newAccount('10');
    const reserve = (): Promise<Outcome> =>
      ledger.submit({
        command: {
          ...{ kind: 'reserve', accountId: account, apiKeyId: account, generationId: newId(), amount: credits('1') },
          ...{ idempotencyKey: newId(), inputHash: 'same' },
        },
      });
    for (let times = 0; times < 3; times += 1) await reserve();
    expect(ledger.batches).toEqual({ remembered: 0, read: 3, changedMeanwhile: 0, failed: 0 });
    await ledger.drain();
  });
});

describe('what changed elsewhere', () => {
  it('is seen: a reservation of another gateway', async () => {
    const { account, apiKeyId } = await knownAccount();
    await elsewhere(account, apiKeyId, '7');
    expect(await batchesOf(() => world.reserve(account, '1', { apiKeyId }))).toEqual(REFUSED_THEN_READ);
    expect(await world.ledger.balance(account)).toMatchObject({ available: credits('91'), reserved: credits('9') });
    await expectClean(account);
  });

  it('is looked for, once a wallet was written by two: nothing is tried in vain', async () => {
    const { account, apiKeyId } = await knownAccount();
    const turns = await batchesOf(async () => {
      for (let turn = 0; turn < 10; turn += 1) {
        await elsewhere(account, apiKeyId);
        await world.reserve(account, '1', { apiKeyId });
      }
    });
    expect(turns).toEqual({ remembered: 0, read: 10, changedMeanwhile: 1 });
    const alone = await batchesOf(async () => {
      for (let turn = 0; turn < 10; turn += 1) await world.reserve(account, '1', { apiKeyId });
    });
    expect(alone).toEqual({ remembered: 7, read: 3, changedMeanwhile: 0 });
    await expectClean(account);
  });

  it('is seen: the last credits are gone', async () => {
    const { account, apiKeyId } = await knownAccount('10');
    await elsewhere(account, apiKeyId, '9');
    const refusal = await refusalOf(world.reserve(account, '1', { apiKeyId }));
    expect(refusal).toMatchObject({ code: 'INSUFFICIENT_CREDITS', available: 0n });
    // What was found to be wrong is not tried again.
    expect(await batchesOf(() => world.reserve(account, '1', { apiKeyId }))).toEqual(READ);
    await expectClean(account);
  });

  it('is seen: credits that came meanwhile', async () => {
    const { account, apiKeyId } = await knownAccount('10');
    await other.submit({
      command: {
        ...{ kind: 'add', accountId: account, amount: credits('5'), source: 'PACK', description: 'Bought elsewhere' },
        ...{ idempotencyKey: newId(), inputHash: 'elsewhere' },
      },
    });
    expect((await world.reserve(account, '14', { apiKeyId })).status).toBe('applied');
    await expectClean(account);
  });

  it('is seen: a daily limit that was lowered, of the key or of one above it', async () => {
    const account = await world.newAccount('100');
    const parent = await world.newKey(account, { dailyLimit: '50' });
    const apiKeyId = await world.newKey(account, { dailyLimit: '50', createdBy: parent });
    await world.reserve(account, '1', { apiKeyId });
    for (const lowered of [apiKeyId, parent]) {
      expect(await batchesOf(() => world.reserve(account, '1', { apiKeyId }))).toEqual(REMEMBERED);
      await world.database.rows('update api_key set spending_limit = 2000000 where id = $1', [lowered]);
      expect(await refusalOf(world.reserve(account, '1', { apiKeyId }))).toMatchObject({
        code: 'KEY_SPENDING_LIMIT_REACHED',
      });
      await world.database.rows('update api_key set spending_limit = 50000000 where id = $1', [lowered]);
      await world.reserve(account, '1', { apiKeyId });
    }
    await expectClean(account);
  });

  it('is seen: what was spent of a key, though the wallet was read for another one meanwhile', async () => {
    const { account, apiKeyId } = await knownAccount('100', '5');
    await elsewhere(account, apiKeyId, '4');
    expect(await batchesOf(() => world.reserve(account, '1', { apiKeyId: newId() }))).toEqual(READ);
    expect(await refusalOf(world.reserve(account, '1', { apiKeyId }))).toMatchObject({ used: credits('5') });
    await expectClean(account);
  });

  it('is seen: a limit that a key had not before', async () => {
    const { account, apiKeyId } = await knownAccount();
    await world.database.rows('update api_key set spending_limit = 1000000 where id = $1', [apiKeyId]);
    expect(await refusalOf(world.reserve(account, '1', { apiKeyId }))).toMatchObject({
      code: 'KEY_SPENDING_LIMIT_REACHED',
    });
  });

  it('is seen: a credit line that was taken back', async () => {
    const { account, apiKeyId } = await knownAccount('1');
    await setCreditLimit(world.database, account, credits('10'));
    expect((await world.reserve(account, '4', { apiKeyId })).status).toBe('applied');
    await setCreditLimit(world.database, account, credits('4'));
    expect(await refusalOf(world.reserve(account, '1', { apiKeyId }))).toMatchObject({ code: 'CREDIT_LIMIT_REACHED' });
    await expectClean(account);
  });

  it('is seen: a generation that was settled, and what it gave back', async () => {
    const { account, apiKeyId } = await knownAccount('10');
    const { generationId } = await world.reserve(account, '9', { apiKeyId });
    await settle(other, account, generationId);
    expect((await settle(world.ledger, account, generationId)).status).toBe('unchanged');
    expect((await world.reserve(account, '8', { apiKeyId })).status).toBe('applied');
    await expectClean(account);
  });

  it('is seen: a reservation under the same key, which has one effect', async () => {
    const { account, apiKeyId } = await knownAccount();
    const idempotencyKey = newId();
    const first = await world.reserve(account, '1', { apiKeyId, idempotencyKey });
    expect((await world.reserve(account, '1', { apiKeyId, idempotencyKey })).status).toBe('replayed');
    const { available } = (await world.ledger.balance(account)) ?? {};
    expect([first.status, available]).toEqual(['applied', credits('98')]);
    await expectClean(account);
  });

  it('is seen by both when two gateways take turns on one wallet', async () => {
    const { account, apiKeyId } = await knownAccount('21');
    const outcomes = await Promise.all(
      Array.from({ length: 60 }, (_, index) =>
        index % 2 === 0 ? world.reserve(account, '1', { apiKeyId }) : elsewhere(account, apiKeyId),
      ),
    );
    expect(outcomes.filter(({ status }) => status === 'applied')).toHaveLength(20);
    expect(await world.ledger.balance(account)).toMatchObject({ available: 0n, reserved: credits('21') });
    await expectClean(account);
  });
});
