// Usage says what was refused: as many as the log of requests has where it has all, and the same where it keeps a share or nothing.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { COUNT_REFUSED } from '../../migrations/20261130060100_refused_counts.ts';
import { newId } from '../../src/database/index.ts';
import type { AnsweredRequest, EndedRequest } from '../../src/requests/index.ts';
import { openUsage } from '../support/usage-room.ts';
import { createLogWorld, type LogWorld, lineAt } from './log-world.ts';

const ZONES = ['UTC', 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'Pacific/Kiritimati'];
const MODELS = ['a/model', 'b/model', undefined];
const KEYS = [newId(), newId()];
const DAY = 86_400_000;
/** Midnights, and nights in which clocks are put forward or back. */
const EDGES = [
  '2026-11-01T06:00:00Z',
  '2026-11-20T18:15:00Z',
  '2026-11-21T00:00:00Z',
  '2026-11-21T05:00:00Z',
  '2026-11-21T10:00:00Z',
].map((text) => Date.parse(text));
const NOW = new Date('2026-11-22T12:00:00Z');

let world: LogWorld;
beforeAll(async () => {
  world = await createLogWorld();
});
afterAll(() => world.close());

const answered = fc.record({
  apiKeyId: fc.constantFrom(...KEYS),
  model: fc.constantFrom(...MODELS),
  endpoint: fc.constantFrom(
    ...(['GENERATE', 'GENERATE', 'GENERATE_DRY_RUN', 'GENERATE_REPEATED', 'ESTIMATE'] as const),
  ),
  status: fc.constantFrom(...(['REJECTED', 'REJECTED', 'COMPLETED', 'UPSTREAM_FAILURE'] as const)),
});

const isRefused = ({ endpoint, status }: Pick<AnsweredRequest, 'endpoint' | 'status'>) =>
  endpoint === 'GENERATE' && status === 'REJECTED';

interface Seen {
  readonly key: string;
  readonly refused?: number | undefined;
}

/** What buckets should say of these. */
function expectedBy<One>(refused: readonly One[], keyOf: (one: One) => string | undefined): Seen[] {
  const groups = Map.groupBy(refused, (one) => keyOf(one) ?? '');
  return [...groups]
    .filter(([key]) => key !== '')
    .map(([key, some]) => ({ key, refused: some.length }))
    .toSorted(byKey);
}

const byKey = (a: Seen, b: Seen): number => (a.key < b.key ? -1 : 1);
const seen = (buckets: readonly Seen[]): Seen[] =>
  buckets
    .map(({ key, refused }) => ({ key, refused }))
    .filter(({ refused }) => refused !== 0)
    .toSorted(byKey);

const inZone = (timeZone: string) => {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  return (moment: number): string => format.format(moment);
};

describe('refused requests in usage', () => {
  it('are those that the log has, by day in every zone, by model and by key', async () => {
    const at = fc
      .tuple(fc.constantFrom(...EDGES), fc.constantFrom(-1, 0, 1, -900_000, 899_999, 3_600_000))
      .map(([edge, by]) => edge + by);
    const requests = fc.array(fc.record({ at, what: answered }), { maxLength: 25 });
    await fc.assert(
      fc.asyncProperty(
        requests,
        fc.constantFrom(...ZONES),
        fc.integer({ min: 1, max: 25 }),
        async (made, timeZone, days) => {
          const accountId = newId();
          const lines = made.map(({ at: moment, what }): EndedRequest & { readonly at: number } => ({
            ...lineAt(accountId, moment),
            ...what,
            at: moment,
          }));
          await world.record(lines);
          await world.database.rows(COUNT_REFUSED.replace('where', 'where account_id = $1 and'), [accountId]);
          const usage = openUsage({ database: world.database, now: () => NOW });
          const report = await usage.report({ accountId, timeZone, days });
          const dayOf = inZone(timeZone);
          const [first, last] = [dayOf(NOW.getTime() - (days - 1) * DAY), dayOf(NOW.getTime())];
          const refused = lines
            .filter(isRefused)
            .filter(({ at: moment }) => dayOf(moment) >= first && dayOf(moment) <= last);
          expect(report).toMatchObject({ refused: refused.length, totalRequests: refused.length, totalGenerations: 0 });
          expect(seen(report.byDay)).toEqual(expectedBy(refused, (one) => dayOf(one.at)));
          expect(seen(report.byModel)).toEqual(expectedBy(refused, (one) => one.model));
          expect(seen(report.byApiKey)).toEqual(expectedBy(refused, (one) => one.apiKeyId));
          expect(report.byProvider).toEqual([]);
        },
      ),
      { numRuns: 60 },
    );
  });

  it.each([1, 0.1, 0])('are all there when a share of %d of the log is kept', async (share) => {
    await fc.assert(
      fc.asyncProperty(fc.array(answered, { minLength: 1, maxLength: 60 }), async (made) => {
        const accountId = newId();
        const room = world.open({ share });
        for (const what of made) room.requests.note({ accountId, ...what });
        await room.stop();
        const usage = openUsage({ database: world.database, now: () => new Date() });
        // Two days: midnight may pass.
        const report = await usage.report({ accountId, timeZone: 'UTC', days: 2 });
        const refused = made.filter(isRefused);
        expect(report.refused).toBe(refused.length);
        expect(seen(report.byModel)).toEqual(expectedBy(refused, (one) => one.model));
        expect(seen(report.byApiKey)).toEqual(expectedBy(refused, (one) => one.apiKeyId));
        const filter = { from: new Date(0), endpoints: ['GENERATE'], statuses: ['REJECTED'] } as const;
        const logged = await world.open().requests.summary(accountId, filter);
        if (share === 1) expect(logged.requests).toBe(report.refused);
      }),
      { numRuns: 8 },
    );
  });
});
