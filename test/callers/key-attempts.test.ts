import { describe, expect, it } from '@jest/globals';
import { createKeyAttempts, WRONG_KEYS_PER_MINUTE } from '../../src/callers/key-attempts.ts';
import type { Identity } from '../../src/callers/viewer.ts';

const GOOD = 'Bearer tg_good';
const LINE = 40;

function open(good: readonly string[] = [GOOD]) {
  const keys = new Set(good);
  const slowed: string[] = [];
  const looked: string[] = [];
  const attempts = createKeyAttempts({ onSlowed: (address) => slowed.push(address), pauseMilliseconds: 0 });
  const find = async (authorization: string): Promise<Identity<string>> => {
    looked.push(authorization);
    return keys.has(authorization)
      ? { status: 'known', found: authorization }
      : { status: 'unknown', problem: 'UNKNOWN' };
  };
  const look = (authorization: string, address = '192.0.2.1') =>
    attempts.look({ address, authorization }, () => find(authorization));
  const guess = (count: number, address?: string) =>
    Promise.all(Array.from({ length: count }, (_, index) => look(`Bearer tg_wrong_${index}`, address)));
  return { attempts, look, guess, keys, slowed, looked };
}

const counted = (answers: readonly { status: string }[], status: string): number =>
  answers.filter((answer) => answer.status === status).length;

describe('wrong keys', () => {
  it('are answered a few times a minute, and then only slowly, however many come at once', async () => {
    const { guess, slowed, looked } = open();
    const answers = await guess(2_000);
    expect(counted(answers, 'unknown')).toBe(WRONG_KEYS_PER_MINUTE);
    expect(counted(answers, 'slowed')).toBe(2_000 - WRONG_KEYS_PER_MINUTE);
    expect(looked).toHaveLength(WRONG_KEYS_PER_MINUTE + LINE);
    expect(slowed).toEqual(['192.0.2.1']);
    const late = answers.find((answer) => answer.status === 'slowed');
    expect(late).toMatchObject({ retryAfterSeconds: expect.any(Number) });
  });

  it('of one address are not counted for another', async () => {
    const { guess } = open();
    await guess(100);
    expect(counted(await guess(1, '192.0.2.2'), 'unknown')).toBe(1);
    expect(counted(await guess(1), 'slowed')).toBe(1);
  });

  it('lock out no good key of the same address, known or new', async () => {
    const { guess, look } = open([GOOD, 'Bearer tg_new']);
    expect(await look(GOOD)).toEqual({ status: 'known', found: GOOD });
    const flood = guess(2_000);
    expect(await look(GOOD)).toEqual({ status: 'known', found: GOOD });
    await flood;
    expect(await look('Bearer tg_new')).toEqual({ status: 'known', found: 'Bearer tg_new' });
  });

  it('are those that were good before they were revoked, too', async () => {
    const { look, keys } = open();
    await look(GOOD);
    keys.delete(GOOD);
    const answers = [];
    for (let count = 0; count <= WRONG_KEYS_PER_MINUTE; count += 1) answers.push(await look(GOOD));
    expect(counted(answers, 'unknown')).toBe(WRONG_KEYS_PER_MINUTE);
    expect(counted(answers, 'slowed')).toBe(1);
  });
});

describe('good keys', () => {
  it('cost nothing, however many come at once before the first is known', async () => {
    const { look } = open();
    const answers = await Promise.all(Array.from({ length: LINE + WRONG_KEYS_PER_MINUTE }, () => look(GOOD)));
    expect(counted(answers, 'known')).toBe(LINE + WRONG_KEYS_PER_MINUTE);
    expect(counted([await look('Bearer tg_wrong')], 'unknown')).toBe(1);
  });

  it('are not held to be wrong when they cannot be looked up', async () => {
    const { attempts, look } = open();
    const down = () => Promise.reject(new Error('the database is away'));
    const from = { address: '192.0.2.1', authorization: GOOD };
    for (let count = 0; count < 100; count += 1) await expect(attempts.look(from, down)).rejects.toThrow('away');
    expect(await look('Bearer tg_wrong')).toEqual({ status: 'unknown', problem: 'UNKNOWN' });
  });

  it('are not asked for where none is sent', async () => {
    const { attempts, look } = open();
    const from = { address: '192.0.2.1', authorization: undefined };
    for (let count = 0; count < 100; count += 1) {
      expect(await attempts.look(from, () => Promise.reject(new Error('looked')))).toEqual({
        status: 'unknown',
        problem: 'MISSING',
      });
    }
    expect(await look('Bearer tg_wrong')).toEqual({ status: 'unknown', problem: 'UNKNOWN' });
  });
});

describe('a good key that begins with many requests at once', () => {
  it('is let in with all of them, and is no guess', async () => {
    const { look, slowed } = open();
    const answers = await Promise.all(Array.from({ length: 500 }, () => look(GOOD)));
    expect(counted(answers, 'known')).toBe(500);
    expect(slowed).toEqual([]);
  });

  it('hides no guesses: the same wrong key, many times at once, is counted as often', async () => {
    const { look, looked, slowed } = open();
    const answers = await Promise.all(Array.from({ length: 500 }, () => look('Bearer tg_wrong')));
    expect(counted(answers, 'unknown')).toBe(WRONG_KEYS_PER_MINUTE);
    expect(looked).toHaveLength(WRONG_KEYS_PER_MINUTE + LINE);
    expect(slowed).toEqual(['192.0.2.1']);
  });
});
