// An export of the ledger: all of it, in every form, and nothing of it can be changed without verification noticing.

import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { verifyExport } from '../../src/exports/index.ts';
import { readTransactions } from '../../src/ledger/index.ts';
import { formatCredits } from '../../src/money/index.ts';
import { runVerifyExportCommand } from '../../src/server/commands/run-verify-export-command.ts';
import { history } from '../programs/simulation/histories.ts';
import { play } from '../programs/simulation/play-history.ts';
import { readCsv } from '../support/read-csv.ts';
import { createExportWorld, type ExportWorld, type Taken } from './export-world.ts';

let world: ExportWorld;

beforeAll(async () => {
  world = await createExportWorld();
});
afterAll(() => world.close());

const HOSTILE = ['=cmd|x', '+1', '-1', '@SUM(1)', "'quoted", 'a,b', 'say "so"', 'two\r\nlines', '', 'é 日 😀', '\t=1'];

/** An account whose texts are what spreadsheets and parsers choke on. */
async function hostileAccount(): Promise<string> {
  const accountId = await world.newAccount();
  for (const description of HOSTILE) await world.add(accountId, '1.000001', { description });
  await world.reserve(accountId, '2');
  return accountId;
}

async function verdictOf({ file, manifestFile }: Taken, headHash?: string) {
  return (await verifyExport({ file, manifestFile, headHash })).problems;
}

describe('an export of transactions', () => {
  it.each(['CSV', 'NDJSON'] as const)(
    'as %s equals the ledger over random histories, and verifies offline',
    async (form) => {
      await fc.assert(
        fc.asyncProperty(history, async (chosen) => {
          const before = new Set(
            (await world.database.rows<{ id: string }>('select account_id as id from wallet')).map(({ id }) => id),
          );
          await play(world, chosen);
          const rows = await world.database.rows<{ id: string }>(
            'select account_id as id from wallet where sequence > 0',
          );
          for (const { id: accountId } of rows.filter(({ id }) => !before.has(id)).slice(0, 1)) {
            const taken = await world.take(accountId, 'TRANSACTIONS', form);
            const verification = await world.ledger.verify(accountId);
            expect(taken.manifest.headHash).toBe(verification?.headHash);
            expect(await verdictOf(taken, verification?.headHash)).toEqual([]);
            const all = (await readTransactions(world.database, { accountId, filter: {}, limit: 10_000 })).toReversed();
            const amounts =
              form === 'CSV'
                ? readCsv(taken.text)
                    .slice(1)
                    .map((row) => row[2])
                : taken.text
                    .trim()
                    .split('\n')
                    .map((line) => JSON.parse(line).amount);
            expect(amounts).toEqual(all.map(({ amount }) => formatCredits(amount)));
          }
        }),
        { numRuns: 5 },
      );
    },
  );

  it.each(['CSV', 'NDJSON'] as const)(
    'as %s has no cell that is a formula, and verifies all the same',
    async (form) => {
      const taken = await world.take(await hostileAccount(), 'TRANSACTIONS', form);
      expect(await verdictOf(taken)).toEqual([]);
      if (form === 'NDJSON') {
        const texts = taken.text
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line).description);
        expect(texts.slice(0, HOSTILE.length)).toEqual(HOSTILE);
        return;
      }
      const cells = readCsv(taken.text).flat();
      const formulas = cells.filter((cell) => /^[=+\-@\t\r]/.test(cell) && !/^-\d+(\.\d+)?$/.test(cell));
      expect(formulas).toEqual([]);
    },
  );

  it('has what was booked when it was asked for, and nothing later', async () => {
    const accountId = await world.newAccount('10');
    const id = await world.ask(accountId, 'TRANSACTIONS');
    await world.add(accountId, '5');
    await world.room.runNext(() => false);
    expect((await world.room.exports.find(accountId, id))?.manifest).toMatchObject({
      rows: 1,
      lastSequence: '1',
      sums: { amount: '10', reserved_change: '0' },
    });
  });

  it('of a part of the ledger is chained to what was before it', async () => {
    const begin = world.clock.now;
    const accountId = await world.newAccount('10');
    for (let hour = 1; hour <= 5; hour += 1) {
      world.clock.now = new Date(begin.getTime() + hour * 3_600_000);
      await world.reserve(accountId, '1');
    }
    const from = new Date(begin.getTime() + 2 * 3_600_000);
    const before = new Date(begin.getTime() + 4 * 3_600_000);
    const taken = await world.take(accountId, 'TRANSACTIONS', 'CSV', { from, before });
    expect(taken.manifest).toMatchObject({ firstSequence: '3', lastSequence: '4', rows: 2 });
    expect(await verdictOf(taken)).toEqual([]);
    const nothing = await world.take(accountId, 'TRANSACTIONS', 'CSV', { from: new Date(0), before: new Date(1) });
    expect(nothing.manifest).toMatchObject({ firstSequence: null, rows: 0 });
    expect(await verdictOf(nothing)).toEqual([]);
  });

  it('of an account has none of another', async () => {
    const accountId = await world.newAccount('10');
    await world.newAccount('77');
    const { text } = await world.take(accountId, 'TRANSACTIONS');
    const amounts = readCsv(text).map((row) => row[2]);
    expect(amounts).toEqual(['amount', '10']);
  });
});

describe('verification of an export', () => {
  /** The file with something changed, and a manifest whose bytes and digest fit it. */
  async function forged(taken: Taken, change: (text: string) => string, more: object = {}): Promise<string[]> {
    const text = gunzipSync(await readFile(taken.file)).toString();
    const changed = change(text);
    if (changed === text && Object.keys(more).length === 0) throw new Error('nothing was changed');
    const file = `${taken.file}.forged`;
    const bytes = gzipSync(changed);
    await writeFile(file, bytes);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const manifest = { ...taken.manifest, bytes: bytes.length, sha256, ...more };
    await writeFile(`${file}.manifest.json`, JSON.stringify(manifest));
    return [...(await verifyExport({ file, manifestFile: `${file}.manifest.json` })).problems];
  }

  it('notices whatever is changed, left out, put in, or put elsewhere', async () => {
    const taken = await world.take(await hostileAccount(), 'TRANSACTIONS');
    const rows = taken.text.split('\r\n');
    const swap = (text: string): string => text.replace(`${rows[2]}\r\n${rows[3]}`, `${rows[3]}\r\n${rows[2]}`);
    const changes: Readonly<Record<string, (text: string) => string>> = {
      amount: (text) => text.replace(',1.000001,', ',1.000002,'),
      description: (text) => text.replace("'=cmd|x", "'=cmd|y"),
      time: (text) => text.replace(/\.\d{3}Z/, '.999Z'),
      type: (text) => text.replace(',ADD,', ',ADJUST,'),
      'left out': (text) => text.replace(`${rows[2]}\r\n`, ''),
      'left out at the end': (text) => text.replace(`${rows.at(-2)}\r\n`, ''),
      twice: (text) => text.replace(`${rows[2]}\r\n`, `${rows[2]}\r\n${rows[2]}\r\n`),
      'lots of a transaction': (text) => text.replace(',1:1.000001,', ',2:1.000001,'),
      'empty for absent': (text) => text.replace(/,"",([0-9a-f]{64})/, ',,$1'),
    };
    for (const [what, change] of Object.entries(changes)) {
      expect([what, (await forged(taken, change)).length > 0]).toEqual([what, true]);
    }
    if (rows[3]?.includes('"') !== true) expect((await forged(taken, swap)).length).toBeGreaterThan(0);
    expect(await forged(taken, (text) => text, { headHash: 'ab'.repeat(32) })).toEqual([
      'the last hash is not the head hash of the manifest',
    ]);
    expect(await forged(taken, (text) => text, { previousHash: 'ab'.repeat(32) })).toHaveLength(1);
    expect(await forged(taken, (text) => text, { sums: { amount: '1' } })).toHaveLength(1);
    expect(await forged(taken, (text) => text.slice(0, -20))).toContainEqual(expect.stringContaining('cannot be read'));
    expect(await forged(taken, (text) => text, {}).catch((error: unknown) => (error as Error).message)).toBe(
      'nothing was changed',
    );
  });

  it('says so in the terminal, with its exit code', async () => {
    const taken = await world.take(await world.newAccount('10'), 'TRANSACTIONS');
    const shown: string[] = [];
    const run = async (...words: string[]) => {
      const lines: string[] = [];
      const say = (line: string): number => lines.push(line);
      const progress = { isTTY: true, write: (text: string): number => shown.push(text) };
      return [
        await runVerifyExportCommand({ arguments: words, say, complain: say, progress }),
        lines.join('\n'),
      ] as const;
    };
    expect(await run(taken.file)).toEqual([0, expect.stringContaining('the hashes of transactions 1 to 1 lead to')]);
    const { bytes } = taken.manifest;
    expect(shown[0]).toContain(`Verifying ${taken.file}: 1 of 2, its SHA-256, `);
    expect(shown.at(-2)).toContain(`Verifying ${taken.file}: 2 of 2, its rows, ${bytes} of ${bytes} bytes, 0 s`);
    expect(await run(taken.file, '--head', 'ab'.repeat(32))).toEqual([1, 'the head hash is not the one that was kept']);
    expect(await run()).toEqual([2, expect.stringContaining('One file is verified at a time')]);
    expect((await run(`${taken.file}x`))[0]).toBe(2);
    await writeFile(taken.file, gzipSync('x'));
    expect((await run(taken.file))[0]).toBe(1);
  });
});
