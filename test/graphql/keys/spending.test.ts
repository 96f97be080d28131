import { describe, expect, it } from '@jest/globals';
import type { ApiKey } from '../../../src/keys/index.ts';
import type { TimeOfKey } from '../../../src/ledger/index.ts';
import { ACCOUNT_ID, credits, KEY_ID, NOW, openEdge } from '../open-edge.ts';

const SPENDING = `{ apiKeys {
  spending { limit period spent reserved remaining startsAt resetsAt }
  dailySpend { limit used reserved remaining resetsAt }
} }`;

/** What is shown of a key that has spent 3 and reserved 2, and which times the ledger was asked about. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- answers are looked into freely
async function shown(limit: Pick<ApiKey, 'spendingLimit' | 'limitPeriod'>): Promise<any> {
  const asked: TimeOfKey[] = [];
  const none = { expiresAt: undefined, revokedAt: undefined, lastUsedAt: undefined, ancestorIds: [], allowedIps: [] };
  const clock = { timeZone: 'Europe/Berlin', resetHour: 6 };
  const key = { accountId: ACCOUNT_ID, id: KEY_ID, name: 'x', prefix: 'tgk_x', scopes: [], createdAt: NOW, ...none };
  const edge = openEdge({
    keys: { list: async () => [{ ...key, ...clock, ...limit }] },
    ledger: {
      keyUses: async (times) => {
        asked.push(...times);
        const used = { reserved: credits('2'), charged: credits('3'), fromQuarter: 0, untilQuarter: 0 };
        return times.map((time) => ({ ...time, ...used }));
      },
    },
  });
  const { data } = await edge.ask(SPENDING);
  return { ...data.apiKeys[0], asked };
}

describe("a key's spending", () => {
  // NOW is Saturday, 2026-11-21T12:00Z.
  it('is of the period of its limit, by the clock of its account', async () => {
    const { spending, dailySpend, asked } = await shown({ spendingLimit: credits('10'), limitPeriod: 'WEEK' });
    expect(spending).toEqual({
      ...{ limit: '10', period: 'WEEK', spent: '3', reserved: '2', remaining: '5' },
      ...{ startsAt: '2026-11-16T05:00:00.000Z', resetsAt: '2026-11-23T05:00:00.000Z' },
    });
    const day = { limit: null, used: '3', reserved: '2', remaining: null, resetsAt: '2026-11-22T05:00:00.000Z' };
    expect(dailySpend).toEqual(day);
    expect(asked.map(({ startsAt }: TimeOfKey) => startsAt.toISOString())).toEqual([
      '2026-11-16T05:00:00.000Z',
      '2026-11-21T05:00:00.000Z',
    ]);
  });

  it('is never below zero, has no remainder without a limit, and is of a day then', async () => {
    const lowered = await shown({ spendingLimit: credits('1'), limitPeriod: 'DAY' });
    expect([lowered.spending.remaining, lowered.dailySpend.remaining]).toEqual(['0', '0']);
    const { spending } = await shown({ spendingLimit: undefined, limitPeriod: 'DAY' });
    expect(spending).toMatchObject({ limit: null, period: 'DAY', spent: '3', remaining: null });
  });
});
