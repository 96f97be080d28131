// balanceUpdated and transactionPosted: live money, from whichever gateway moves it, resumed without a gap.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { type Answer, type Subscription, subscribe } from '../support/gateway-client.ts';
import { GENERATE, generateInput, revokeKey } from '../support/gateway-operations.ts';
import { waitUntil } from '../support/wait-until.ts';

let first: TestGateway;
let second: TestGateway;

beforeAll(async () => {
  first = await startTestGateway();
  second = await startTestGateway({ besides: first });
});

afterAll(async () => {
  await second.stop();
  await first.stop();
});

const BALANCE_UPDATED = 'subscription { balanceUpdated { available reserved sequence } }';
const POSTED =
  'subscription ($after: String) { transactionPosted(afterSequence: $after) { sequence type amount balanceAfter } }';

const watchBalance = (gateway: TestGateway, key: string): Subscription =>
  subscribe(gateway.url, { query: BALANCE_UPDATED }, { Authorization: `Bearer ${key}` });

const watchTransactions = (gateway: TestGateway, key: string, after?: string): Subscription =>
  subscribe(gateway.url, { query: POSTED, variables: { after } }, { Authorization: `Bearer ${key}` });

async function generateAt(gateway: TestGateway, key: string): Promise<string> {
  const { data } = await gateway.ask(GENERATE, { input: generateInput() }, { key });
  return data.generate.generation.id as string;
}

const sequencesOf = (subscription: Subscription): number[] =>
  subscription.events.map((event: Answer) => Number(event.transactionPosted.sequence));

const upTo = (last: number): number[] => Array.from({ length: last }, (_, index) => index + 1);

describe('balanceUpdated', () => {
  it('begins with the balance as it is, and tells of what another gateway does', async () => {
    const { key } = await first.newAccount('10');
    const subscription = watchBalance(second, key);
    await waitUntil('the balance is there', () => subscription.events.length === 1);
    expect(subscription.events[0].balanceUpdated).toEqual({ available: '10', reserved: '0', sequence: '1' });
    await generateAt(first, key);
    await waitUntil('it is charged', () => subscription.events.at(-1).balanceUpdated.sequence === '3');
    expect(Number(subscription.events.at(-1).balanceUpdated.available)).toBeLessThan(10);
    expect(subscription.events.at(-1).balanceUpdated.reserved).toBe('0');
    await subscription.stop();
  });

  it("says nothing of another account's money", async () => {
    const [mine, theirs] = [await first.newAccount('10'), await first.newAccount('10')];
    const subscription = watchBalance(first, mine.key);
    await waitUntil('the balance is there', () => subscription.events.length === 1);
    await generateAt(first, theirs.key);
    await generateAt(first, mine.key);
    await waitUntil('mine is charged', () => subscription.events.at(-1).balanceUpdated.sequence === '3');
    for (const event of subscription.events) expect(Number(event.balanceUpdated.sequence)).toBeLessThanOrEqual(3);
    await subscription.stop();
  });
});

describe('transactionPosted', () => {
  it('gives every transaction after a sequence number, in order, whichever gateway booked it', async () => {
    const { key } = await first.newAccount('10');
    const subscription = watchTransactions(second, key, '0');
    await Promise.all([first, second, first, second].map((gateway) => generateAt(gateway, key)));
    await waitUntil('all nine are there', () => subscription.events.length >= 9);
    expect(sequencesOf(subscription)).toEqual(upTo(9));
    await subscription.stop();
  });

  it('resumes at another gateway where it was broken off, without a gap or a repetition', async () => {
    const { key } = await first.newAccount('10');
    const before = watchTransactions(first, key, '0');
    await generateAt(first, key);
    await waitUntil('the reservation was seen', () => before.events.length >= 2);
    await before.stop();
    const seen = sequencesOf(before);
    await Promise.all([generateAt(first, key), generateAt(second, key)]);
    const after = watchTransactions(second, key, String(seen.at(-1)));
    await waitUntil('the rest is there', () => seen.length + after.events.length >= 7);
    expect([...seen, ...sequencesOf(after)]).toEqual(upTo(7));
    await after.stop();
  });

  it('begins with what happens from now on when no sequence number is given', async () => {
    const { key } = await first.newAccount('10');
    const subscription = watchTransactions(first, key);
    // Nothing says when it has begun but the first event: something happens until that comes.
    let booked = 1;
    await waitUntil('something came', async () => {
      const { data } = await first.ask(GENERATE, { input: generateInput() }, { key });
      await first.ended(data.generate.generation.id, key);
      booked += 2;
      return subscription.events.length > 0;
    });
    await waitUntil('all of it came', () => sequencesOf(subscription).at(-1) === booked);
    const [begin = 0] = sequencesOf(subscription);
    expect(begin).toBeGreaterThan(1);
    expect(sequencesOf(subscription)).toEqual(upTo(booked).slice(begin - 1));
    await subscription.stop();
  });

  it.each(['-1', 'x', '1.5', ''])('refuses the sequence number "%s"', async (after) => {
    const { key } = await first.newAccount('1');
    expect(await watchTransactions(first, key, after).completed).toMatchObject([
      { errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] },
    ]);
  });
});

describe('an open subscription', () => {
  it('is closed with 4403 when its key is revoked, at every gateway', async () => {
    const { id: accountId, key } = await first.newAccount('1');
    const subscriptions = [watchBalance(first, key), watchBalance(second, key)];
    await waitUntil('both are open', () => subscriptions.every(({ events }) => events.length === 1));
    const keys = await first.ask('{ apiKeys { id } }', {}, { key });
    const { id } = keys.data.apiKeys[0];
    await revokeKey(first.ask, first.operatorKey, { accountId, id, reason: 'a test' });
    for (const { completed } of subscriptions) await expect(completed).rejects.toMatchObject({ code: 4403 });
  });
});
