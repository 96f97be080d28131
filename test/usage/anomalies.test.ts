import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/database/index.ts';
import { createKeys } from '../../src/keys/index.ts';
import type { Anomaly, Usage } from '../../src/usage/index.ts';
import { createLedgerWorld, credits, type LedgerWorld } from '../support/ledger-world.ts';
import { openUsage } from '../support/usage-room.ts';

const START = new Date('2026-11-21T12:00:00Z');
const EVER = new Date(0);
const DEADLINE_SECONDS = 300;

let world: LedgerWorld;
let usage: Usage;

beforeAll(async () => {
  world = await createLedgerWorld();
  const { database, clock } = world;
  usage = openUsage({ database, now: () => clock.now, deadlineOf: () => DEADLINE_SECONDS });
});

afterAll(async () => {
  await world.close();
});

interface Account {
  readonly id: string;
  readonly key: string;
}

async function newAccount(since = START): Promise<Account> {
  world.clock.now = since;
  const id = await world.newAccount('1000');
  const { apiKey } = await createKeys(world.database, () => world.clock.now).create({
    accountId: id,
    name: 'Robot',
    scopes: ['GENERATION_WRITE'],
  });
  return { id, key: apiKey.id };
}

interface Made {
  readonly model?: string;
  readonly estimate?: string;
  readonly status?: 'QUEUED' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELED';
  /** What is charged when it has succeeded. */
  readonly cost?: string;
  readonly apiKeyId?: string;
  /** Delivered, and waiting for the operator. */
  readonly held?: boolean;
  /** Leaves out its row. */
  readonly forgotten?: boolean;
}

const tick = (seconds = 1): void => {
  world.clock.now = new Date(world.clock.now.getTime() + seconds * 1_000);
};

const USUAL = { model: 'a/image', estimate: '0.5', status: 'SUCCEEDED', held: false, forgotten: false } as const;

/** A generation with its row and its transactions, a second apart. Gives the sequence of the last. */
async function make(account: Account, made: Made = {}): Promise<bigint> {
  const asked = { ...USUAL, cost: made.estimate ?? USUAL.estimate, apiKeyId: account.key, ...made };
  const generationId = newId();
  tick();
  const createdAt = world.clock.now;
  const reserved = await world.reserve(account.id, '5', { generationId, apiKeyId: asked.apiKeyId });
  const settled = asked.held ? undefined : await settle({ accountId: account.id, generationId, ...asked });
  if (!asked.forgotten) await insertRow({ accountId: account.id, generationId, createdAt, ...asked });
  const last = settled ?? reserved;
  if (last.status !== 'applied') throw new Error(`it was ${last.status}`);
  return last.transaction.sequence;
}

interface Row extends Required<Made> {
  readonly accountId: string;
  readonly generationId: string;
  readonly createdAt: Date;
}

/** Everything that follows from its status follows in the statement. */
async function insertRow({ accountId, generationId, createdAt, ...made }: Row): Promise<void> {
  const { apiKeyId, model, status, estimate, cost, held } = made;
  await world.database.rows(
    `insert into generation (account_id, id, api_key_id, model, parameters, count, status, price_version, max_cost,
       cost_estimate, cost, error, created_at, started_at, ended_at, held_at, due_at)
     select $1, $2, $3, $4, '{}', 1, status, 'v1', 5000000, $6, case when is_over and not $8 then
         case status when 'SUCCEEDED' then $7::bigint else 0 end end,
       case status when 'FAILED' then '{"code": "PROVIDER_ERROR"}'::jsonb end, $9::timestamptz,
       case when status <> 'QUEUED' then $9::timestamptz end, case when is_over then $10::timestamptz end,
       case when $8 then $10::timestamptz end, case status when 'RUNNING' then $10::timestamptz end
     from (select $5 as status, $5 not in ('QUEUED', 'RUNNING') as is_over) as one`,
    [
      ...[accountId, generationId, apiKeyId, model, status, credits(estimate), credits(cost), held],
      ...[createdAt, world.clock.now],
    ],
  );
}

async function settle({
  accountId,
  generationId,
  status,
  cost,
}: Required<Pick<Made, 'status' | 'cost'>> & {
  readonly accountId: string;
  readonly generationId: string;
}) {
  if (status === 'QUEUED' || status === 'RUNNING') return undefined;
  tick();
  const of = { accountId, generationId };
  const command =
    status === 'SUCCEEDED'
      ? ({ kind: 'charge', ...of, amount: credits(cost) } as const)
      : ({ kind: 'refund', ...of, reason: 'Not delivered' } as const);
  return world.ledger.submit({ command });
}

const look = ({ id }: Account, days = 7): Promise<Anomaly[]> => usage.anomalies(id, { days, since: EVER });

async function failures(account: Account, count: number, made: Made = {}): Promise<bigint[]> {
  const sequences: bigint[] = [];
  for (let index = 0; index < count; index += 1) {
    sequences.unshift(await make(account, { status: 'FAILED', ...made }));
  }
  return sequences;
}

describe('anomalies of an account', () => {
  it('are none while all goes well', async () => {
    const account = await newAccount();
    const statuses = ['SUCCEEDED', 'FAILED', 'CANCELED', 'QUEUED', 'RUNNING'] as const;
    for (const status of statuses) await make(account, { status });
    expect(await look(account)).toEqual([]);
  });

  it('are those of the account that asks', async () => {
    await failures(await newAccount(), 3);
    expect(await look(await newAccount())).toEqual([]);
  });

  it('lie in the days that were asked for, whole UTC days with today', async () => {
    const account = await newAccount(new Date('2026-11-19T23:59:50Z'));
    await failures(account, 3);
    // Two are of the 19th, one is of the 20th: together they are a streak, alone it is none.
    world.clock.now = START;
    expect(await look(account, 3)).toHaveLength(1);
    expect(await look(account, 2)).toEqual([]);
  });
});

describe('a streak of refunds', () => {
  it('is three failed generations of one model in a row, wherever the other models are', async () => {
    const account = await newAccount();
    await failures(account, 2);
    await make(account, { model: 'b/other' });
    expect(await look(account)).toEqual([]);
    const [last] = await failures(account, 1);
    const [found, ...more] = await look(account);
    expect(more).toEqual([]);
    expect(found).toMatchObject({ kind: 'REFUND_STREAK', severity: 'WARNING', detectedAt: world.clock.now });
    expect(found?.message).toMatch(/^3 generations of a\/image .*\(15 credits\), most often because of PROVIDER_ERROR/);
    expect(found?.evidence).toHaveLength(3);
    expect(found?.evidence[0]).toBe(last);
  });

  it('is ended by a charge, and begins anew after it', async () => {
    const account = await newAccount();
    await failures(account, 2);
    await make(account);
    await failures(account, 2);
    expect(await look(account)).toEqual([]);
    await failures(account, 1);
    const sequences = await failures(account, 1);
    const [found] = await look(account);
    expect(found?.message).toMatch(/^4 generations/);
    expect(found?.evidence.slice(0, 1)).toEqual(sequences);
  });

  it('has nothing to do with what the customer called off', async () => {
    const account = await newAccount();
    await failures(account, 5, { status: 'CANCELED' });
    expect(await look(account)).toEqual([]);
    await failures(account, 2);
    await make(account, { status: 'CANCELED' });
    await failures(account, 1);
    expect((await look(account))[0]?.message).toMatch(/^3 generations/);
  });
});

describe('a high charge', () => {
  it('is far above its own estimate', async () => {
    const account = await newAccount();
    await make(account, { estimate: '1', cost: '1.499999' });
    expect(await look(account)).toEqual([]);
    const sequence = await make(account, { estimate: '1', cost: '1.5' });
    expect(await look(account)).toMatchObject([
      { kind: 'HIGH_CHARGE', severity: 'WARNING', evidence: [sequence], detectedAt: world.clock.now },
    ]);
  });

  it('is far above what the model usually costs here, once it is known', async () => {
    const account = await newAccount();
    for (let index = 0; index < 8; index += 1) await make(account, { estimate: '0.1' });
    const sequence = await make(account, { estimate: '0.5' });
    expect(await look(account)).toEqual([]);
    await make(account, { estimate: '0.1' });
    expect(await look(account)).toMatchObject([{ kind: 'HIGH_CHARGE', severity: 'INFO', evidence: [sequence] }]);
  });
});

describe('unknown activity', () => {
  it('is a transaction about a generation that is not there', async () => {
    const account = await newAccount();
    const sequence = await make(account, { forgotten: true });
    expect(await look(account)).toMatchObject([
      { kind: 'UNKNOWN_ACTIVITY', severity: 'CRITICAL', evidence: [sequence, sequence - 1n] },
    ]);
  });

  it('is a generation asked for with a key that is not there, or with that of another account', async () => {
    const [account, other] = [await newAccount(), await newAccount()];
    const first = await make(account, { apiKeyId: newId() });
    const second = await make(account, { apiKeyId: other.key });
    expect(await look(account)).toMatchObject([{ kind: 'UNKNOWN_ACTIVITY', evidence: [second - 1n, first - 1n] }]);
  });

  it.each(['revoked_at', 'expires_at'])(
    'is a generation that began a minute after the end of its key (%s)',
    async (end) => {
      const account = await newAccount();
      await world.database.rows(`update api_key set ${end} = $2 where account_id = $1`, [account.id, START]);
      tick(59);
      await make(account);
      expect(await look(account)).toEqual([]);
      const sequence = await make(account);
      const [found] = await look(account);
      expect(found).toMatchObject({ kind: 'UNKNOWN_ACTIVITY', evidence: [sequence - 1n] });
      expect(found?.message).toMatch(
        /^1 transaction \(-5 credits\) with the API key "Robot" .* after its end at 2026-11-21T12:00:00/,
      );
    },
  );
});

describe('a stuck reservation', () => {
  it.each(['QUEUED', 'RUNNING'] as const)('is %s work whose time and grace are over', async (status) => {
    const account = await newAccount();
    const sequence = await make(account, { status });
    tick(DEADLINE_SECONDS + 899);
    expect(await look(account)).toEqual([]);
    tick();
    expect(await look(account)).toMatchObject([
      { kind: 'STUCK_RESERVATION', severity: 'WARNING', evidence: [sequence], detectedAt: world.clock.now },
    ]);
  });

  it('is found however few days are asked for, but not beyond the audit window', async () => {
    const account = await newAccount();
    await make(account, { status: 'RUNNING' });
    tick(20 * 86_400);
    expect(await look(account, 1)).toMatchObject([{ kind: 'STUCK_RESERVATION', severity: 'CRITICAL' }]);
    const since = new Date(world.clock.now.getTime() - 19 * 86_400_000);
    expect(await usage.anomalies(account.id, { days: 1, since })).toEqual([]);
  });

  it('is also one that is held for the operator', async () => {
    const account = await newAccount();
    const sequence = await make(account, { held: true });
    expect(await look(account)).toMatchObject([{ kind: 'STUCK_RESERVATION', severity: 'INFO', evidence: [sequence] }]);
  });
});

describe('what it costs to look', () => {
  it('is bounded by indexes: no table is read as a whole, and the ledger only from its end', async () => {
    const account = await newAccount();
    await make(account);
    const plans: string[] = [];
    const explained = openUsage({
      database: world.database,
      now: () => world.clock.now,
      deadlineOf: () => DEADLINE_SECONDS,
      sql: {
        ...world.database,
        rows: async (text, values) => {
          await world.database.transaction(async (tx) => {
            // The tables are nearly empty here: a plan for them says nothing unless it has to go by an index.
            await tx.rows('set local enable_seqscan = off');
            await tx.rows('set local enable_bitmapscan = off');
            const plan = await tx.rows<{ 'QUERY PLAN': string }>(`explain (costs off) ${text}`, values);
            plans.push(plan.map((line) => line['QUERY PLAN']).join('\n'));
          });
          return world.database.rows(text, values);
        },
      },
    });
    await explained.anomalies(account.id, { days: 365, since: EVER });
    expect(plans).toHaveLength(2);
    for (const plan of plans) expect(plan).not.toMatch(/Seq Scan/);
    expect(plans.join('\n')).toMatch(/Limit\n\s+->\s+Index Scan Backward using ledger_transaction_pkey/);
  });
});
