// How often the detectors find what was put into weeks of traffic, and how often they find something in weeks that had nothing. The seeds
// are fixed, so the figures are those of docs/anomalies.md.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createKeys } from '../../src/keys/index.ts';
import type { Anomaly, AnomalyKind, Usage } from '../../src/usage/index.ts';
import {
  CASES,
  type Case,
  insertWeek,
  type Keys,
  type Made,
  randomsOf,
  usualWeek,
} from '../support/anomaly-traffic.ts';
import { createLedgerWorld, type LedgerWorld } from '../support/ledger-world.ts';
import { openUsage } from '../support/usage-room.ts';

const END = new Date('2026-11-21T12:00:00Z');
const KEY_ENDED_AT = new Date('2026-11-16T12:00:00Z');
const DEADLINE_SECONDS = 300;
const QUIET_WEEKS = 40;
const WEEKS_OF_A_CASE = 25;
const USUAL_FAILING = 0.03;

let world: LedgerWorld;
let usage: Usage;

beforeAll(async () => {
  world = await createLedgerWorld({
    // Rows are put where the books would have put them.
    prepare: async (database) => {
      await database.rows('alter table ledger_transaction disable trigger user');
      await database.rows('alter table generation disable trigger user');
    },
  });
  const { database, clock } = world;
  usage = openUsage({ database, now: () => clock.now, deadlineOf: () => DEADLINE_SECONDS });
});

afterAll(async () => {
  await world.close();
});

async function newKeys(): Promise<Keys> {
  world.clock.now = KEY_ENDED_AT;
  const accountId = await world.newAccount('1');
  const keys = createKeys(world.database, () => world.clock.now);
  const create = async (name: string) =>
    (await keys.create({ accountId, name, scopes: ['GENERATION_WRITE'] })).apiKey.id;
  const [working, ended] = [await create('Works'), await create('Ended')];
  await keys.revoke({ accountId, apiKeyId: ended });
  return { accountId, working, ended };
}

/** What is found in one account's week. */
async function look(made: readonly Made[]): Promise<readonly Anomaly[]> {
  const keys = await newKeys();
  await insertWeek(world.database, keys, made);
  world.clock.now = END;
  return usage.anomalies(keys.accountId, { days: 7, since: new Date(0) });
}

/** Each once a week, however often it was found in it. */
function count(tally: Map<string, number>, anomalies: readonly Anomaly[]): void {
  const names = anomalies.map(({ kind, severity }) => `${kind} ${severity}`);
  for (const name of new Set(names.length === 0 ? ['nothing'] : names)) tally.set(name, (tally.get(name) ?? 0) + 1);
}

async function falseAlarms(failing: number): Promise<Record<string, number>> {
  const tally = new Map<string, number>();
  for (let seed = 1; seed <= QUIET_WEEKS; seed += 1) {
    count(tally, await look(usualWeek({ random: randomsOf(seed), failing, end: END })));
  }
  return Object.fromEntries(tally);
}

async function found(one: Case, kind: AnomalyKind): Promise<number> {
  let times = 0;
  for (let seed = 1; seed <= WEEKS_OF_A_CASE; seed += 1) {
    const random = randomsOf(1_000 + seed);
    const made = CASES[one](usualWeek({ random, failing: USUAL_FAILING, end: END }), random);
    if ((await look(made)).some((anomaly) => anomaly.kind === kind)) times += 1;
  }
  return times;
}

describe('weeks of traffic without a case', () => {
  it.each([
    [0.01, { nothing: 24, 'HIGH_CHARGE INFO': 16 }],
    [0.03, { nothing: 24, 'HIGH_CHARGE INFO': 16 }],
    [0.1, { nothing: 21, 'HIGH_CHARGE INFO': 15, 'REFUND_STREAK WARNING': 5 }],
  ])('where each generation fails with %d', async (failing, alarms) => {
    expect(await falseAlarms(failing)).toEqual(alarms);
  });
});

describe(`of ${WEEKS_OF_A_CASE} weeks with a case`, () => {
  it.each([
    ['OUTAGE', 'REFUND_STREAK', 25],
    ['OVERLONG', 'HIGH_CHARGE', 25],
    ['UNUSUAL', 'HIGH_CHARGE', 25],
    ['ENDED_KEY', 'UNKNOWN_ACTIVITY', 25],
    ['UNKNOWN_GENERATIONS', 'UNKNOWN_ACTIVITY', 25],
    ['STUCK', 'STUCK_RESERVATION', 25],
  ] as const)('%s is found as %s in %d', async (one, kind, times) => {
    expect(await found(one, kind)).toBe(times);
  });
});
