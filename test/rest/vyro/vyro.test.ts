// Vyro's HTTP, row by row (V01 to V06), through a real gateway that sells its styles.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { vyroError } from '../../../src/rest/vyro/errors.ts';
import { usageAnswer } from '../../../src/rest/vyro/usage.ts';
import { startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { BALANCE } from '../../support/gateway-operations.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { type DialectAnswer, dialectClient, newKey, type Sending } from '../dialect-client.ts';

const HOUR = 3_600_000;
const PROMPT = 'A futuristic cityscape at night with neon lights';

let gateway: TestGateway;
/** Ahead of the real clock, in milliseconds. */
let ahead = 0;

const send = dialectClient('/vyro', () => gateway);
const draw = (form: NonNullable<Sending['form']>, sending: Sending = {}): Promise<DialectAnswer> =>
  send('POST', '/v2/image/generations', { ...sending, form: { prompt: PROMPT, ...form } });
const available = async (key?: string): Promise<string> =>
  (await gateway.ask(BALANCE, {}, key === undefined ? {} : { key })).data.balance.available;

beforeAll(async () => {
  const now = (): Date => new Date(Date.now() + ahead);
  gateway = await startTestGateway({ now, environment: { STOREFRONT: 'style-tokens' } });
});

afterAll(() => gateway.stop());

/** An answer in the form of V05. */
function refused(answer: DialectAnswer) {
  const { code, reason, message, retryable } = vyroError.parse(answer.body);
  return { status: answer.status, code, reason, message, retryable };
}

const isPng = (bytes: Buffer): boolean => bytes.subarray(1, 4).toString() === 'PNG';
/** Width and height, as the file says them. */
const sizeOf = (bytes: Buffer): [number, number] => [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];

describe('an image', () => {
  it.each([
    ['anime', '5'],
    ['realistic', '5'],
    ['flux-schnell', '5'],
    ['flux-dev-fast', '5'],
    ['flux-dev', '15'],
    ['imagine-turbo', '1'],
  ])('in style %s is the answer, and costs %s (V01, V03)', async (style, cost) => {
    const { key } = await gateway.newAccount('100');
    const answer = await draw({ style }, { key });
    expect([answer.status, answer.headers.get('content-type'), isPng(answer.bytes)]).toEqual([200, 'image/png', true]);
    expect(answer.headers.get('x-tollgate-cost')).toBe(cost);
    expect(answer.headers.get('x-tollgate-balance')).toBe(String(100 - Number(cost)));
    expect(await available(key)).toBe(String(100 - Number(cost)));
    const generation = await gateway.ended(answer.headers.get('x-tollgate-generation-id')!, key);
    expect(generation).toMatchObject({ status: 'SUCCEEDED', cost, prompt: PROMPT, parameters: { style } });
    const [output] = generation['outputs'] as { url: string }[];
    const stored = await fetch(output!.url);
    expect(Buffer.from(await stored.arrayBuffer()).equals(answer.bytes)).toBe(true);
  });

  it('is of the style imagine-turbo and square unless it is said otherwise (V02)', async () => {
    const answer = await draw({});
    const [width, height] = sizeOf(answer.bytes);
    expect([answer.headers.get('x-tollgate-cost'), width]).toEqual(['1', height]);
  });

  it.each(['3:2', '4:3', '3:4', '16:9', '9:16'])('has the aspect ratio %s (V02)', async (ratio) => {
    const { bytes } = await draw({ aspect_ratio: ratio });
    const [width, height] = sizeOf(bytes);
    const [across = 1, down = 1] = ratio.split(':').map(Number);
    expect(Math.abs(width / height / (across / down) - 1)).toBeLessThan(0.05);
  });

  it('of the same seed and prompt is the same (V02)', async () => {
    const [one, other, third] = [await draw({ seed: '7' }), await draw({ seed: '7' }), await draw({ seed: '8' })];
    expect([one.bytes.equals(other.bytes), one.bytes.equals(third.bytes)]).toEqual([true, false]);
  });

  it('is drawn for JSON, too', async () => {
    const answer = await send('POST', '/v2/image/generations', { json: { prompt: PROMPT, seed: 7 } });
    expect([answer.status, isPng(answer.bytes)]).toEqual([200, true]);
  });

  it('that nobody waits for is made, charged and found in the usage', async () => {
    const { key } = await gateway.newAccount('5');
    const hungUp = new AbortController();
    const left = draw({}, { key, signal: hungUp.signal });
    const calls = async () => usageAnswer.parse((await send('GET', '/v2/usage', { key })).body).calls;
    await waitUntil('the call was accepted', async () => (await calls()).length === 1);
    hungUp.abort();
    await Promise.allSettled([left]);
    await waitUntil('it has ended', async () => (await calls())[0]?.status === 'succeeded');
    expect(await calls()).toMatchObject([{ cost: '1', style: 'imagine-turbo' }]);
  });
});

describe('a request that is not accepted', () => {
  it.each<[string, NonNullable<Sending['form']>, RegExp]>([
    ['sdxl-1.0, which has no price', { style: 'sdxl-1.0' }, /no price/],
    ['an unknown style', { style: 'oil' }, /"style"/],
    ['another aspect ratio', { aspect_ratio: '7:1' }, /"aspect_ratio"/],
    ['a seed that is no number', { seed: 'x' }, /"seed"/],
    ['a seed out of range', { seed: '-1' }, /"seed"/],
    ['two prompts', { prompt: ['a', 'b'] }, /"prompt"/],
    ['a file', { image: new Blob(['x']) }, /no files/],
  ])('for %s is 1100 and costs nothing (V06)', async (...[, form, says]) => {
    const before = await available();
    const answer = refused(await draw(form));
    expect(answer).toMatchObject({ status: 400, code: 1100, retryable: false });
    expect(answer.message).toMatch(says);
    expect(await available()).toBe(before);
  });

  it('for want of a prompt is 1100', async () => {
    const answer = await send('POST', '/v2/image/generations', { form: { style: 'anime' } });
    expect(refused(answer)).toMatchObject({ status: 400, code: 1100, reason: 'INVALID_PARAMETER' });
  });

  it('for too few tokens is 1101, with the numbers', async () => {
    const { key } = await gateway.newAccount('14');
    const answer = refused(await draw({ style: 'flux-dev' }, { key }));
    expect(answer).toMatchObject({ status: 402, code: 1101, reason: 'INSUFFICIENT_CREDITS' });
    expect(answer.message).toBe('Not enough tokens. 15 credits are needed and 14 are available.');
    expect(await available(key)).toBe('14');
  });

  it('for a spent limit of the key is 1202 and lets nobody wait for midnight', async () => {
    const { key: admin } = await gateway.newAccount('100');
    const key = await newKey(gateway, admin, { spendingLimit: { amount: '6', period: 'DAY' } });
    expect((await draw({ style: 'anime' }, { key })).status).toBe(200);
    const answer = await draw({ style: 'anime' }, { key });
    expect(refused(answer)).toMatchObject({ status: 429, code: 1202, reason: 'KEY_DAILY_LIMIT_REACHED' });
    expect([answer.headers.get('retry-after'), answer.headers.get('x-should-retry')]).toEqual([null, 'false']);
    expect((await draw({}, { key })).status).toBe(200);
  });

  it('without a key is 1000, with a wrong one 1001', async () => {
    expect(refused(await draw({}, { key: null }))).toMatchObject({ status: 400, code: 1000, reason: 'KEY_MISSING' });
    expect(refused(await draw({}, { key: 'vk-wrong' }))).toMatchObject({ status: 401, code: 1001 });
  });

  it('with an expired key is 1002, though there are tokens', async () => {
    const { key: admin } = await gateway.newAccount('100');
    const expiresAt = new Date(Date.now() + ahead + HOUR).toISOString();
    const key = await newKey(gateway, admin, { expiresAt });
    expect((await draw({}, { key })).status).toBe(200);
    ahead += 2 * HOUR;
    expect(refused(await draw({}, { key }))).toMatchObject({ status: 406, code: 1002, reason: 'KEY_EXPIRED' });
    expect((await draw({}, { key: admin })).status).toBe(200);
  });

  it('for a path or a method that there is not is in the same form', async () => {
    expect(refused(await send('GET', '/v2/nothing'))).toMatchObject({ status: 404, code: 1100, reason: 'NO_ROUTE' });
    const other = await send('GET', '/v2/image/generations');
    expect(refused(other)).toMatchObject({ status: 405, code: 1100 });
    expect(other.headers.get('allow')).toBe('POST');
  });
});

describe('a key', () => {
  it('that may not generate is refused, and so is one that may not see what was made', async () => {
    const { key: admin } = await gateway.newAccount('100');
    const idempotencyKey = 'of another key';
    expect((await draw({}, { key: admin, idempotencyKey })).status).toBe(200);
    for (const scopes of [['GENERATION_READ'], ['ACCOUNT_READ'], ['GENERATION_WRITE']]) {
      const key = await newKey(gateway, admin, { scopes });
      const answer = await draw({}, { key, idempotencyKey });
      expect([scopes, refused(answer)]).toMatchObject([
        scopes,
        { status: 401, code: 1005, reason: 'INSUFFICIENT_SCOPE' },
      ]);
    }
    expect(await available(admin)).toBe('99');
  });

  it('that may not see the balance is not shown it', async () => {
    const { key: admin } = await gateway.newAccount('100');
    const key = await newKey(gateway, admin, { scopes: ['GENERATION_WRITE', 'GENERATION_READ'] });
    const answer = await draw({}, { key });
    expect([answer.headers.get('x-tollgate-cost'), answer.headers.get('x-tollgate-balance')]).toEqual(['1', null]);
    expect(usageAnswer.parse((await send('GET', '/v2/usage', { key })).body).balance).toBeNull();
    const blind = await newKey(gateway, admin, { scopes: ['ACCOUNT_READ'] });
    expect(refused(await send('GET', '/v2/usage', { key: blind }))).toMatchObject({ status: 401, code: 1005 });
  });
});

describe('usage', () => {
  it('lists recent calls with their costs, and what is left (V04)', async () => {
    const { key } = await gateway.newAccount('100');
    const ids: (string | null)[] = [];
    for (const style of ['anime', 'flux-dev', 'imagine-turbo']) {
      ids.unshift((await draw({ style }, { key })).headers.get('x-tollgate-generation-id'));
    }
    const all = usageAnswer.parse((await send('GET', '/v2/usage', { key })).body);
    expect([all.balance, all.has_more]).toEqual(['79', false]);
    expect(all.calls.map(({ id, style, cost, status }) => [id, style, cost, status])).toEqual([
      [ids[0], 'imagine-turbo', '1', 'succeeded'],
      [ids[1], 'flux-dev', '15', 'succeeded'],
      [ids[2], 'anime', '5', 'succeeded'],
    ]);
    const first = usageAnswer.parse((await send('GET', '/v2/usage?limit=2', { key })).body);
    expect([first.calls.map(({ id }) => id), first.has_more]).toEqual([ids.slice(0, 2), true]);
    const rest = usageAnswer.parse((await send('GET', `/v2/usage?before=${first.calls[1]?.id}`, { key })).body);
    expect([rest.calls.map(({ id }) => id), rest.has_more]).toEqual([ids.slice(2), false]);
  });

  it("shows nobody another account's calls", async () => {
    const [mine, theirs] = [await gateway.newAccount('10'), await gateway.newAccount('10')];
    const id = (await draw({}, { key: theirs.key })).headers.get('x-tollgate-generation-id');
    const seen = usageAnswer.parse((await send('GET', `/v2/usage?before=${id}`, { key: mine.key })).body);
    expect([seen.calls, seen.balance]).toEqual([[], '10']);
  });

  it.each(['limit=0', 'limit=101', 'limit=x', 'before=gen_x'])('refuses %s', async (query) => {
    expect(refused(await send('GET', `/v2/usage?${query}`))).toMatchObject({ status: 400, code: 1100 });
  });
});

describe('20 requests at once with tokens for 5', () => {
  it('draw exactly 5, and leave nothing', async () => {
    const { key } = await gateway.newAccount('5');
    const answers = await Promise.all(Array.from({ length: 20 }, () => draw({}, { key })));
    const drawn = answers.filter(({ status }) => status === 200);
    expect([drawn.length, drawn.every(({ bytes }) => isPng(bytes))]).toEqual([5, true]);
    const others = answers.filter(({ status }) => status !== 200).map((answer) => refused(answer).code);
    expect(others).toEqual(Array(15).fill(1101));
    expect((await gateway.ask(BALANCE, {}, { key })).data.balance).toEqual({ available: '0', reserved: '0' });
    const usage = usageAnswer.parse((await send('GET', '/v2/usage', { key })).body);
    expect(usage.calls.map(({ cost }) => cost)).toEqual(Array(5).fill('1'));
  });

  it('with one Idempotency-Key are one image, charged once', async () => {
    const { key } = await gateway.newAccount('100');
    const idempotencyKey = 'the same';
    const answers = await Promise.all(Array.from({ length: 20 }, () => draw({ seed: '7' }, { key, idempotencyKey })));
    expect(new Set(answers.map(({ headers }) => headers.get('x-tollgate-generation-id'))).size).toBe(1);
    expect(answers.every(({ status, bytes }) => status === 200 && isPng(bytes))).toBe(true);
    expect(answers.filter(({ headers }) => headers.get('idempotency-replayed') === null)).toHaveLength(1);
    expect(await available(key)).toBe('99');
  });
});

describe('an Idempotency-Key', () => {
  it('with another body is refused, and for another account is another', async () => {
    const [one, other] = [await gateway.newAccount('100'), await gateway.newAccount('100')];
    const idempotencyKey = 'k1';
    const first = await draw({}, { key: one.key, idempotencyKey });
    expect(refused(await draw({ style: 'anime' }, { key: one.key, idempotencyKey }))).toMatchObject({
      ...{ status: 409, code: 1100, reason: 'IDEMPOTENCY_KEY_PARAMETER_MISMATCH' },
    });
    const theirs = await draw({}, { key: other.key, idempotencyKey });
    expect(theirs.headers.get('idempotency-replayed')).toBeNull();
    expect(theirs.headers.get('x-tollgate-generation-id')).not.toBe(first.headers.get('x-tollgate-generation-id'));
  });

  it('that is not given is another each time', async () => {
    const { key } = await gateway.newAccount('100');
    await draw({}, { key });
    await draw({}, { key });
    expect(await available(key)).toBe('98');
  });
});

describe('a gateway that sells Imagine among others, or not at all', () => {
  it('draws where it is sold, at its price there', async () => {
    const other = await startTestGateway();
    const answer = await dialectClient('/vyro', () => other)('POST', '/v2/image/generations', {
      form: { prompt: PROMPT, style: 'flux-dev' },
    });
    expect([answer.status, answer.headers.get('x-tollgate-cost')]).toEqual([200, '0.015']);
    await other.stop();
  });

  it('says so where it is not', async () => {
    const other = await startTestGateway({ environment: { STOREFRONT: 'unit-credits' } });
    const answer = await dialectClient('/vyro', () => other)('POST', '/v2/image/generations', {
      form: { prompt: PROMPT },
    });
    expect(refused(answer)).toMatchObject({ status: 400, code: 1100, reason: 'MODEL_NOT_FOUND' });
    await other.stop();
  });
});
