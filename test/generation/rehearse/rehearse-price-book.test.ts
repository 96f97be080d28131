// Rehearsals over generations in a real database: the sums are those of a pencil, and nothing is left out or counted twice.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createPriceBooks } from '../../../src/catalog/index.ts';
import { type Database, newId } from '../../../src/database/index.ts';
import { createRehearsals, type RehearsalOutcome, type Rehearsals } from '../../../src/generation/index.ts';
import { type BookChanges, type BookWorld, createBookWorld, documentOf, NAME } from '../../catalog/book-world.ts';
import { changeStatements } from '../../support/change-statements.ts';
import { credits } from '../../support/ledger-world.ts';

let world: BookWorld;
let rehearsals: Rehearsals;
const accounts = Array.from({ length: 3 }, () => newId()).sort();
const [rich = '', poor = '', idle = ''] = accounts;

interface Charged {
  readonly accountId: string;
  readonly cost: string | null;
  readonly model?: string;
  readonly parameters?: object;
  readonly outputs?: number;
  readonly daysAgo?: number;
  readonly status?: string;
}

const OUTPUT = { url: 'x', mimeType: 'image/png', bytes: 10, width: 8, height: 8 };
const DAY = 86_400_000;

/** An id of its own day, since a rehearsal walks by ids. */
function idAt(date: Date): string {
  const time = date.getTime().toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}${newId().slice(13)}`;
}

async function insert(database: Database, rows: readonly Charged[]): Promise<void> {
  const now = world.clock.now.getTime();
  for (const row of rows) {
    const created = new Date(now - (row.daysAgo ?? 1) * DAY);
    const status = row.status ?? 'SUCCEEDED';
    await database.rows(
      `insert into generation (account_id, id, api_key_id, model, parameters, count, status, price_version, max_cost,
         cost_estimate, cost, outputs, created_at, ended_at)
       values ($1, $2, $1, $3, $4, 4, $5, 'old', 1000000000, 1, $6, $7, $8, $8)`,
      [
        row.accountId,
        idAt(created),
        row.model ?? 'vendor/image',
        JSON.stringify(row.parameters ?? {}),
        status,
        row.cost === null ? null : credits(row.cost),
        JSON.stringify(Array.from({ length: row.outputs ?? 1 }, () => OUTPUT)),
        created,
      ],
    );
  }
}

beforeAll(async () => {
  world = await createBookWorld();
  const now = (): Date => world.clock.now;
  await world.open(documentOf({ models: ['vendor/image', 'vendor/gone'] }));
  const priceBooks = createPriceBooks({ database: world.database, name: NAME, now });
  rehearsals = createRehearsals({ database: world.database, priceBooks, now });
  await insert(world.database, [
    { accountId: rich, cost: '0.05' },
    { accountId: rich, cost: '0.1', outputs: 2 },
    { accountId: rich, cost: '0.15', outputs: 3, daysAgo: 29.9 }, // three of the four asked for
    { accountId: poor, cost: '0.08' },
    { accountId: poor, cost: '0.05', model: 'vendor/gone' },
    { accountId: poor, cost: '0.05', parameters: { style: 'oil' } },
    { accountId: idle, cost: '0.05', daysAgo: 31 },
    { accountId: idle, cost: '0', status: 'FAILED', outputs: 0 },
    { accountId: idle, cost: null }, // held for review: nothing was charged yet
  ]);
});

afterAll(() => world.close());

type Rehearsed = Extract<RehearsalOutcome, { status: 'rehearsed' }>;

async function rehearse(changes: BookChanges, days = 30): Promise<Rehearsed> {
  const outcome = await rehearsals.rehearse({ document: documentOf(changes), days });
  if (outcome.status === 'refused') throw new Error(outcome.refusal.message);
  return outcome;
}

describe('a rehearsal', () => {
  it('prices what was delivered by the new rules, beside what was charged', async () => {
    const { report } = await rehearse({ price: '0.06' });
    expect(report.total).toEqual({
      generations: 4,
      paid: credits('0.38'),
      wouldHavePaid: credits('0.42'),
      difference: credits('0.04'),
      percentage: '10.53',
    });
    expect(report.byModel).toMatchObject([{ model: 'vendor/image', generations: 4, difference: credits('0.04') }]);
    expect(report.accounts).toEqual({ payingMore: 1, payingLess: 1, payingTheSame: 0 });
  });

  it('puts the largest difference first, whichever way it goes', async () => {
    const { report } = await rehearse({ price: '0.06' });
    expect(report.byAccount).toMatchObject([
      { accountId: rich, generations: 3, difference: credits('0.06'), percentage: '20' },
      { accountId: poor, generations: 1, difference: credits('-0.02'), percentage: '-25' },
    ]);
    const cheaper = await rehearse({ price: '0.01' });
    expect(cheaper.report.byAccount.map(({ difference }) => difference)).toEqual([credits('-0.24'), credits('-0.07')]);
  });

  it('counts and names what the new book cannot price, and leaves it out of every sum', async () => {
    const { report } = await rehearse({ price: '0.06' });
    expect(report.unpriced).toEqual([
      { model: 'vendor/gone', reason: 'The model is gone.', generations: 1, paid: credits('0.05') },
      {
        model: 'vendor/image',
        reason: expect.stringContaining('There is no parameter "style"'),
        generations: 1,
        paid: credits('0.05'),
      },
    ]);
  });

  it('looks at as many days as it is asked to', async () => {
    expect((await rehearse({ price: '0.06' }, 1.5)).report.total.generations).toBe(3);
    expect((await rehearse({ price: '0.06' }, 32)).report.total.generations).toBe(5);
  });

  it('finds no difference for a model that was charged by the very rules of the book', async () => {
    const { report, plan } = await rehearse({ models: ['vendor/image', 'vendor/gone'] });
    expect(plan.isReplay).toBe(true);
    expect(report.byModel.find(({ model }) => model === 'vendor/gone')).toMatchObject({
      difference: 0n,
      percentage: '0',
    });
  });

  it('says what the book changes and that it takes force, without being forced', async () => {
    const { plan } = await rehearse({ price: '5' });
    expect(plan.differences.map(({ kind }) => kind)).toContain('MODEL_CHANGED');
    expect(plan.absurdities).toEqual([expect.stringContaining('model vendor/image: ')]);
  });

  it.each([
    ['no JSON', { document: '{' }, ['document']],
    ['a past date', { document: documentOf({ price: '0.06' }), effectiveAt: new Date(0) }, ['effectiveAt']],
    ['another name', { document: documentOf({ name: 'other' }) }, ['document']],
  ])('is refused as publishing is: %s', async (_, request, path) => {
    expect(await rehearsals.rehearse({ days: 30, ...request })).toMatchObject({ status: 'refused', refusal: { path } });
  });

  it('writes nothing', async () => {
    const before = await world.database.rows('select count(*) from price_book');
    await rehearse({ price: '0.06' });
    expect(await world.database.rows('select count(*) from price_book')).toEqual(before);
  });
});

describe('a rehearsal of more than one batch', () => {
  it('counts each generation once, in short transactions', async () => {
    const big = newId();
    const other = newId();
    const rows = Array.from({ length: 1_203 }, (_, index) => ({
      accountId: index % 2 === 0 ? big : other,
      cost: '0.05',
    }));
    await insert(world.database, rows);
    let batches = 0;
    const database = changeStatements(world.database, {
      after: async (text) => {
        if (text.includes('from generation')) batches += 1;
      },
    });
    const now = (): Date => world.clock.now;
    const priceBooks = createPriceBooks({ database, name: NAME, now });
    const outcome = await createRehearsals({ database, priceBooks, now }).rehearse({
      document: documentOf({ price: '0.06' }),
      days: 30,
    });
    if (outcome.status === 'refused') throw new Error(outcome.refusal.message);
    const { byAccount, total } = outcome.report;
    expect(total.generations).toBe(1_207);
    expect(byAccount.find(({ accountId }) => accountId === big)).toMatchObject({
      generations: 602,
      paid: credits('30.1'),
      wouldHavePaid: credits('36.12'),
    });
    expect(batches).toBe(3);
  });
});
