// How an export reads: all of its range and each number once, one page ahead, and with no more in memory than a few pages.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Sql } from '../../src/database/index.ts';
import { verifyExport } from '../../src/exports/index.ts';
import { number, pagesBySequence, type Row, type Source, type SourceAsked } from '../../src/exports/sources/source.ts';
import { writeTable } from '../../src/exports/write/write-table.ts';
import type { SequenceRange } from '../../src/ledger/index.ts';
import { collectGarbage } from '../support/collect-garbage.ts';
import { temporaryFolder } from '../support/postgres-processes.ts';
import { createExportWorld, type ExportWorld } from './export-world.ts';

const rangeOf = (after: bigint, through: bigint): SourceAsked => ({
  ...{ accountId: 'account', afterSequence: after, throughSequence: through },
  ...{ createdFrom: new Date(0), createdBefore: new Date(1) },
});

/** A made-up ledger in which every number has its row. */
const rowsOf = ({ afterSequence, throughSequence }: SequenceRange): Row[] =>
  Array.from({ length: Number(throughSequence - afterSequence) }, (_, index) => [
    String(afterSequence + 1n + BigInt(index)),
  ]);

describe('pages of an export', () => {
  it.each([
    [0n, 0n],
    [0n, 1n],
    [7n, 2_006n],
    [7n, 2_007n],
    [7n, 2_008n],
    [0n, 4_000n],
    [0n, 10_001n],
  ])('after %d through %d have each number once, in order', async (after, through) => {
    const found: string[] = [];
    const pages = pagesBySequence(rangeOf(after, through), (range) => Promise.resolve(rowsOf(range)));
    for await (const page of pages) found.push(...page.map(([sequence = '']) => sequence));
    expect(found).toEqual(rowsOf(rangeOf(after, through)).map(([sequence]) => sequence));
  });

  it('are read one ahead, one at a time', async () => {
    const asked: bigint[] = [];
    let reading = 0;
    const pages = pagesBySequence(rangeOf(0n, 10_000n), async (range) => {
      asked.push(range.afterSequence);
      reading += 1;
      expect(reading).toBe(1);
      await Promise.resolve();
      reading -= 1;
      return rowsOf(range);
    });
    await pages.next();
    expect(asked).toEqual([0n, 2_000n]);
    await pages.next();
    expect(asked).toEqual([0n, 2_000n, 4_000n]);
    await pages.return(undefined);
  });

  it('that fail are heard of by who takes them, and by nobody once the export is given up', async () => {
    const failing = () =>
      pagesBySequence(rangeOf(0n, 10_000n), (range) =>
        range.afterSequence === 0n ? Promise.resolve(rowsOf(range)) : Promise.reject(new Error('the server is gone')),
      );
    const taken = failing();
    await taken.next();
    await expect(taken.next()).rejects.toThrow('the server is gone');
    const givenUp = failing();
    await givenUp.next();
    expect(await givenUp.return(undefined)).toEqual({ done: true, value: undefined });
  });
});

describe('an export of many pages', () => {
  let folder: ReturnType<typeof temporaryFolder>;

  beforeAll(() => {
    folder = temporaryFolder();
  });
  afterAll(() => folder.remove());

  it('has a few of them in memory, however many they are', async () => {
    const pages: WeakRef<readonly Row[]>[] = [];
    const inMemory = (): number => pages.filter((page) => page.deref() !== undefined).length;
    const source: Source = {
      ...{ columns: [number('sequence')], summed: ['sequence'] },
      pages: (_read, asked) =>
        pagesBySequence(asked, (range) => {
          const rows = rowsOf(range);
          pages.push(new WeakRef(rows));
          return Promise.resolve(rows);
        }),
    };
    let most = 0;
    const written = await writeTable({
      ...{
        read: (work) => work({} as Sql),
        source,
        form: 'CSV',
        asked: rangeOf(0n, 120_000n),
        file: `${folder.path}/many.csv.gz`,
      },
      onPage: () => {
        if (pages.length % 12 === 0) {
          collectGarbage();
          most = Math.max(most, inMemory());
        }
        return Promise.resolve();
      },
    });
    expect(written).toMatchObject({ rows: 120_000, sums: { sequence: '7200060000' } });
    expect(pages).toHaveLength(60);
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThanOrEqual(5);
  });
});

describe('an export of more than a page of the ledger', () => {
  let world: ExportWorld;

  beforeAll(async () => {
    world = await createExportWorld();
  });
  afterAll(() => world.close());

  it('has every transaction, and verifies', async () => {
    const accountId = await world.newAccount('1');
    for (let round = 0; round < 5; round += 1) {
      await Promise.all(Array.from({ length: 500 }, () => world.add(accountId, '0.000001')));
    }
    const { manifest, file, manifestFile } = await world.take(accountId, 'TRANSACTIONS');
    expect(manifest).toMatchObject({ rows: 2_501, lastSequence: '2501', sums: { amount: '1.0025' } });
    expect((await verifyExport({ file, manifestFile, headHash: manifest.headHash })).problems).toEqual([]);
  });
});
