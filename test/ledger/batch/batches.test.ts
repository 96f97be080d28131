// What one batch of the real ledger does with commands that do not go together.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../../src/database/index.ts';
import { companion, type LedgerCommand, OverloadedError, type Submission } from '../../../src/ledger/index.ts';
import { createLedgerWorld, credits, type LedgerWorld } from '../../support/ledger-world.ts';

let world: LedgerWorld;

beforeAll(async () => {
  world = await createLedgerWorld();
});

afterAll(() => world.close());

const reserve = (accountId: string, amount = '1'): LedgerCommand & { kind: 'reserve' } => ({
  kind: 'reserve',
  accountId,
  generationId: newId(),
  apiKeyId: newId(),
  amount: credits(amount),
  idempotencyKey: newId(),
  inputHash: amount,
});

/** All in one batch: submitted before the first batch begins, and of one account. */
const submitTogether = (submissions: readonly Submission[]): Promise<PromiseSettledResult<{ status: string }>[]> =>
  Promise.allSettled(submissions.map((submission) => world.ledger.submit(submission)));

const statuses = (results: readonly PromiseSettledResult<{ status: string }>[]): string[] =>
  results.map((result) => (result.status === 'fulfilled' ? result.value.status : 'failed'));

describe('one batch', () => {
  it('gives each caller its own outcome, in the order of arrival', async () => {
    const account = await world.newAccount('2');
    const commands = ['1', '5', '-1', '0.6', '0.6', '0.4'].map((amount) => ({ command: reserve(account, amount) }));
    expect(statuses(await submitTogether(commands))).toEqual([
      'applied',
      'refused',
      'refused',
      'applied',
      'refused',
      'applied',
    ]);
    expect(await world.ledger.verify(account)).toMatchObject({ ok: true, transactions: 4 });
  });

  it('is not spoiled by a generation that was reserved before', async () => {
    const account = await world.newAccount('10');
    const used = await world.reserve(account, '1');
    const results = await submitTogether([
      { command: reserve(account) },
      { command: { ...reserve(account), generationId: used.generationId } },
      { command: reserve(account) },
    ]);
    expect(statuses(results)).toEqual(['applied', 'failed', 'applied']);
    expect(await world.ledger.balance(account)).toMatchObject({ reserved: credits('3'), sequence: 4n });
  });

  it('is not spoiled by a companion that cannot be written, and nothing of that command stays', async () => {
    const account = await world.newAccount('10');
    const failing = companion(async (tx, items: readonly string[]) => {
      if (items.includes('poison')) await tx.rows('select 1 / 0');
    }, 'poison');
    const results = await submitTogether([
      { command: reserve(account) },
      { command: reserve(account), companion: failing },
      { command: reserve(account) },
    ]);
    expect(statuses(results)).toEqual(['applied', 'failed', 'applied']);
    expect(results[1]).toMatchObject({ reason: { code: '22012' } });
    expect(await world.ledger.verify(account)).toMatchObject({ ok: true, transactions: 3 });
  });

  it('is not spoiled by an id or a text that PostgreSQL does not take', async () => {
    const account = await world.newAccount('10');
    const wrong: LedgerCommand[] = [
      { ...reserve(account), apiKeyId: 'no uuid' },
      { ...reserve(account), idempotencyKey: 'a\u0000b' },
    ];
    for (const command of wrong) {
      const results = await submitTogether([{ command: reserve(account) }, { command }, { command: reserve(account) }]);
      expect(statuses(results)).toEqual(['applied', 'failed', 'applied']);
    }
    expect(await world.ledger.verify(account)).toMatchObject({ ok: true, transactions: 5 });
  });

  it('writes the companions of what was applied, and of nothing else', async () => {
    const account = await world.newAccount('2');
    const written: string[] = [];
    const note = (item: string) =>
      companion(async (_tx, items: readonly string[]) => {
        written.push(...items);
      }, item);
    const repeated = reserve(account);
    await submitTogether([
      { command: repeated, companion: note('applied') },
      { command: repeated, companion: note('replayed') },
      { command: reserve(account, '9'), companion: note('refused') },
      { command: { kind: 'expire', accountId: account }, companion: note('unchanged') },
    ]);
    expect(new Set(written)).toEqual(new Set(['applied']));
  });

  it('keeps the order of one account: a charge behind its reservation finds it', async () => {
    const account = await world.newAccount('1');
    for (let repetition = 0; repetition < 20; repetition += 1) {
      const { generationId, ...rest } = reserve(account, '0.01');
      const results = await submitTogether([
        { command: { generationId, ...rest } },
        { command: { kind: 'charge', accountId: account, generationId, amount: credits('0.01') } },
        { command: { kind: 'refund', accountId: account, generationId, reason: 'too late' } },
      ]);
      expect(statuses(results)).toEqual(['applied', 'applied', 'unchanged']);
    }
    expect(await world.ledger.balance(account)).toMatchObject({ available: credits('0.8'), reserved: 0n });
  });
});

describe('more callers than may wait', () => {
  it('are told to come back later; nothing of theirs is written, and nothing of the others is lost', async () => {
    const account = await world.newAccount('30000');
    const results = await submitTogether(Array.from({ length: 25_000 }, () => ({ command: reserve(account) })));
    const answered = results.filter((result) => result.status === 'fulfilled');
    const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.every((error) => error instanceof OverloadedError)).toBe(true);
    expect(answered.every(({ value }) => value.status === 'applied')).toBe(true);
    expect(await world.ledger.balance(account)).toMatchObject({ sequence: BigInt(answered.length + 1) });
    expect(await world.ledger.verify(account)).toMatchObject({ ok: true });
    expect((await world.reserve(account, '1')).status).toBe('applied');
  });

  it('are all answered when the ledger drains', async () => {
    const account = await world.newAccount('1000');
    const results = submitTogether(Array.from({ length: 500 }, () => ({ command: reserve(account) })));
    await world.ledger.drain();
    expect(await world.ledger.balance(account)).toMatchObject({ reserved: credits('500') });
    expect(new Set(statuses(await results))).toEqual(new Set(['applied']));
  });
});
