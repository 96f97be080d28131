import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type MicroCredits, microCredits } from '../../../src/money/index.ts';
import { decideLowBalance } from '../../../src/purchases/warnings/decide-thresholds.ts';
import { createWarnings, type Warnings } from '../../../src/purchases/warnings/warnings.ts';
import { createLedgerWorld, credits, type LedgerWorld } from '../../support/ledger-world.ts';
import { endOrWait } from '../../support/lock-waits.ts';
import { hookStatements } from '../../support/statements.ts';

const DAY = 86_400_000;
let world: LedgerWorld;
let warnings: Warnings;
let accountId: string;

beforeAll(async () => {
  world = await createLedgerWorld();
  warnings = createWarnings({ database: world.database, now: () => world.clock.now });
});
afterAll(() => world.close());
beforeEach(async () => {
  accountId = await world.newAccount();
  await listen(accountId);
});

async function listen(id: string): Promise<void> {
  await world.database.rows(
    `insert into webhook_endpoint (account_id, id, url, created_at) values ($1, gen_random_uuid(), 'https://example.com/', now())`,
    [id],
  );
}

async function published(id = accountId) {
  return world.database.rows<{ type: string; data: Record<string, unknown> }>(
    'select type, data from webhook_event where account_id = $1 order by created_at, id',
    [id],
  );
}

const days = (count: number) => new Date(world.clock.now.getTime() + count * DAY);

describe('the balance of a postpaid account', () => {
  it('has what is left of its credit line in it', async () => {
    await world.ledger.setCreditLimit(accountId, credits('200'));
    await world.reserve(accountId, '1');
    expect(await warnings.runRound()).toBe(0);
    expect(await published()).toEqual([]);
    await world.reserve(accountId, '195');
    expect(await warnings.runRound()).toBe(1);
    expect(await published()).toMatchObject([
      { data: { available: '4', thresholdsCrossed: [{ threshold: '5', available: '4' }] } },
    ]);
  });
});

describe('a low balance', () => {
  it('is published once per crossing, and again after the balance has risen', async () => {
    await world.add(accountId, '10');
    const first = await world.reserve(accountId, '6');
    await warnings.runRound();
    await world.reserve(accountId, '1');
    await warnings.runRound();
    expect(await published()).toEqual([
      {
        type: 'credits.low_balance',
        data: { available: '4', thresholdsCrossed: [{ threshold: '5', available: '4' }] },
      },
    ]);
    const { generationId } = first;
    await world.ledger.submit({ command: { kind: 'refund', accountId, generationId, reason: 'a test' } });
    await warnings.runRound();
    expect((await warnings.find(accountId)).lowBalance).toEqual([]);
    await world.reserve(accountId, '8');
    await warnings.runRound();
    expect((await published()).map(({ data }) => data['available'])).toEqual(['4', '1']);
  });

  it('crosses several thresholds in one event, highest first', async () => {
    await warnings.configure({ accountId, thresholds: [credits('1'), credits('50'), credits('20')] });
    await world.add(accountId, '100');
    await warnings.runRound();
    await world.reserve(accountId, '85');
    await warnings.runRound();
    expect((await published())[0]?.data['thresholdsCrossed']).toEqual([
      { threshold: '50', available: '15' },
      { threshold: '20', available: '15' },
    ]);
    expect(await warnings.find(accountId)).toMatchObject({
      thresholds: [credits('1'), credits('20'), credits('50')],
      lowBalance: [{ threshold: credits('50') }, { threshold: credits('20') }],
    });
  });

  it('is warned of at once when a new threshold lies above it, and no more when the threshold is taken away', async () => {
    await world.add(accountId, '30');
    await warnings.runRound();
    await warnings.configure({ accountId, thresholds: [credits('40')] });
    expect(await published()).toHaveLength(1);
    await warnings.configure({ accountId, thresholds: [] });
    expect((await warnings.find(accountId)).lowBalance).toEqual([]);
  });

  it('is published once by gateways that look at once, and after a restart', async () => {
    await world.add(accountId, '10');
    await world.reserve(accountId, '9');
    const gateways = Array.from({ length: 5 }, () =>
      createWarnings({ database: world.database, now: () => world.clock.now }),
    );
    for (const gateway of gateways) gateway.walletChanged(accountId);
    await Promise.all(gateways.flatMap((gateway) => [gateway.runWoken(), gateway.runRound()]));
    await createWarnings({ database: world.database, now: () => world.clock.now }).runRound();
    expect(await published()).toHaveLength(1);
  });

  it('is published once by two that look again at the same moment: the later one waits, and finds nothing', async () => {
    await world.add(accountId, '10');
    await warnings.runRound();
    await world.reserve(accountId, '9');
    const rival = createWarnings({ database: world.database, now: () => world.clock.now });
    let second: Promise<number> | undefined;
    const unhook = hookStatements(world.database, {
      before: (text) => {
        // The first one has looked, and writes next.
        if (second !== undefined || !/^insert into "warned_wallet".* do update/.test(text)) return undefined;
        rival.walletChanged(accountId);
        second = rival.runWoken();
        return endOrWait(world.database, second);
      },
    });
    warnings.walletChanged(accountId);
    expect(await warnings.runWoken()).toBe(1);
    expect(await second).toBe(0);
    unhook();
    expect(await published()).toHaveLength(1);
  });

  it('keeps when each of its crossings was over', async () => {
    await world.add(accountId, '10');
    for (const day of [1, 2]) {
      const { generationId } = await world.reserve(accountId, '9');
      await warnings.runRound();
      world.clock.now = days(day);
      await world.ledger.submit({ command: { kind: 'refund', accountId, generationId, reason: 'a test' } });
      await warnings.runRound();
    }
    const rows = await world.database.rows<{ rearmedAt: Date }>(
      'select rearmed_at as "rearmedAt" from low_balance_warning where account_id = $1 order by crossed_at',
      [accountId],
    );
    expect(new Set(rows.map(({ rearmedAt }) => rearmedAt.getTime())).size).toBe(2);
  });

  it('is not published for an account that never had credits', async () => {
    await warnings.runRound();
    expect(await published()).toEqual([]);
  });

  it('refuses thresholds that are negative, too many, or there twice', async () => {
    const refused = async (...texts: string[]) => {
      const outcome = await warnings.configure({ accountId, thresholds: texts.map(credits) });
      return outcome.status === 'refused' ? outcome.refusal.allowed[0] : undefined;
    };
    expect(await refused('-1')).toBe('more than 0 credits');
    expect(await refused('2', '2')).toBe('different thresholds');
    expect(await refused(...Array.from({ length: 11 }, (_, index) => String(index + 1)))).toBe('0 to 10 thresholds');
  });

  it('fires once per crossing for any walk of the balance', () => {
    const thresholds = [5n, 20n, 50n].map(microCredits);
    fc.assert(
      fc.property(fc.array(fc.bigInt({ min: -5n, max: 80n }), { maxLength: 50 }), (walk) => {
        let open: MicroCredits[] = [];
        let before: bigint | undefined;
        for (const available of walk.map(microCredits)) {
          const { crossed, rearmed } = decideLowBalance({ available, thresholds, open });
          const fallen = thresholds.filter((one) => available < one && (before === undefined || before >= one));
          expect(crossed.toSorted((a, b) => Number(a - b))).toEqual(fallen);
          open = [...open.filter((one) => !rearmed.includes(one)), ...crossed];
          before = available;
        }
      }),
    );
  });
});

describe('credits that expire', () => {
  const expiring = async () =>
    (await published()).filter(({ type }) => type === 'credits.expiring').map(({ data }) => data);

  it('are warned of 30, 7 and 1 days before, once each, whoever looks', async () => {
    await world.add(accountId, '40', { expiresAt: days(60) });
    const [lot] = (await world.ledger.balance(accountId))?.lots ?? [];
    const counts: number[] = [];
    for (const wait of [29, 1, 22, 1, 5, 1, 0.5]) {
      world.clock.now = days(wait);
      const gateways = Array.from({ length: 3 }, () =>
        createWarnings({ database: world.database, now: () => world.clock.now }),
      );
      await Promise.all(gateways.map((gateway) => gateway.runExpiryRound()));
      counts.push((await expiring()).length);
    }
    expect(counts).toEqual([0, 1, 1, 2, 2, 3, 3]);
    expect((await expiring())[0]).toEqual({
      credits: '40',
      expiresAt: lot?.expiresAt?.toISOString(),
      lotId: `lot_${lot?.number}`,
    });
    expect((await warnings.find(accountId)).expiring).toMatchObject([{ days: 1, credits: credits('40') }]);
  });

  it('are not warned of on the day they are bought for 30 days, nor when nothing is left of them', async () => {
    await world.add(accountId, '40', { expiresAt: days(30) });
    const spent = await world.newAccount();
    await listen(spent);
    await world.add(spent, '10', { expiresAt: days(60) });
    await world.reserve(spent, '10');
    await warnings.runExpiryRound();
    expect(await expiring()).toEqual([]);
    world.clock.now = days(23);
    await warnings.runExpiryRound();
    expect(await expiring()).toHaveLength(1);
    world.clock.now = days(30);
    await warnings.runExpiryRound();
    expect((await published(spent)).filter(({ type }) => type === 'credits.expiring')).toEqual([]);
  });

  it('are warned of when they come back after the end of their lot, until when they can be used', async () => {
    const expiresAt = days(60);
    await world.add(accountId, '40', { expiresAt });
    const { generationId } = await world.reserve(accountId, '40');
    for (const wait of [30, 23, 6.5, 0.6]) {
      world.clock.now = days(wait);
      await warnings.runExpiryRound();
    }
    expect(await expiring()).toEqual([]);
    await world.ledger.submit({ command: { kind: 'refund', accountId, generationId, reason: 'a test' } });
    for (const wait of [0.01, 0.01]) {
      world.clock.now = days(wait);
      await warnings.runExpiryRound();
    }
    const usableUntil = new Date(expiresAt.getTime() + DAY).toISOString();
    expect(await expiring()).toMatchObject([{ credits: '40', expiresAt: usableUntil }]);
  });

  it('are warned of once, by the nearest distance, when nobody looked for long', async () => {
    await world.add(accountId, '40', { expiresAt: days(60) });
    world.clock.now = days(59.5);
    await warnings.runExpiryRound();
    await warnings.runExpiryRound();
    expect(await expiring()).toHaveLength(1);
    expect((await warnings.find(accountId)).expiring).toMatchObject([{ days: 1 }]);
  });

  it('are all warned of when more come into reach than a round may have', async () => {
    await world.database.transaction(async (tx) => {
      await tx.rows(
        `insert into lot (account_id, number, source, effective_at, expires_at, usable_until, granted, remaining)
         select $1, number, 'PROMOTION', $2, $3, $3, 1, 1 from generate_series(1, 1100) as number`,
        [accountId, world.clock.now, days(60)],
      );
    });
    world.clock.now = days(31);
    let rounds = 0;
    for (let mayHaveMore = true; mayHaveMore; rounds += 1) ({ mayHaveMore } = await warnings.runExpiryRound());
    expect(rounds).toBe(3);
    expect(await expiring()).toHaveLength(1_100);
  });
});
