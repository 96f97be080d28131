// Each thing that verification of an export looks at, by a forgery that nothing else would notice: files, digests, hashes and heads fit
// wherever the forger could have made them fit.
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, toPublicId } from '../../src/database/index.ts';
import { type ExportForm, verifyExport } from '../../src/exports/index.ts';
import { chainHash, type LedgerTransaction, readTransactions } from '../../src/ledger/index.ts';
import { createExportWorld, type ExportWorld, type Taken } from './export-world.ts';

let world: ExportWorld;
let accountId: string;
/** Oldest first. */
let all: LedgerTransaction[];
const taken = {} as Record<'CSV' | 'NDJSON', Taken>;

beforeAll(async () => {
  world = await createExportWorld();
  accountId = await world.newAccount('10');
  for (let number = 0; number < 3; number += 1) await world.reserve(accountId, '1');
  all = (await readTransactions(world.database, { accountId, filter: {}, limit: 10 })).toReversed();
  for (const form of ['CSV', 'NDJSON'] as const) taken[form] = await world.take(accountId, 'TRANSACTIONS', form);
});
afterAll(() => world.close());

interface Forgery {
  readonly form?: Extract<ExportForm, 'CSV' | 'NDJSON'>;
  readonly text?: (text: string) => string;
  readonly bytes?: (bytes: Buffer) => Buffer;
  readonly manifest?: object;
}

/** Size and SHA-256 fit what was forged, unless the forgery is about them. */
async function problemsOf({ form = 'CSV', text, bytes, manifest }: Forgery): Promise<readonly string[]> {
  const real = taken[form];
  const changed = text === undefined ? real.text : text(real.text);
  if (text !== undefined && changed === real.text) throw new Error('nothing was changed');
  const packed = gzipSync(changed);
  const written = bytes === undefined ? packed : bytes(packed);
  const file = `${real.file}.${newId()}`;
  const sha256 = createHash('sha256').update(written).digest('hex');
  await writeFile(file, written);
  await writeFile(`${file}.json`, JSON.stringify({ ...real.manifest, bytes: written.length, sha256, ...manifest }));
  return (await verifyExport({ file, manifestFile: `${file}.json` })).problems;
}

const SEQUENCE = 0;
const AVAILABLE = 4;
const RESERVED = 5;

/** The second transaction and all behind it are other ones, with hashes that fit and lead to the head of the manifest. */
function rechained(column: number, cells: readonly string[], changes: readonly Partial<LedgerTransaction>[]): Forgery {
  const lines = taken.CSV.text.trimEnd().split('\r\n');
  let hash = Buffer.alloc(32);
  const rows = all.map((transaction, index) => {
    hash = chainHash(hash, { ...transaction, ...changes[index] }) as Buffer<ArrayBuffer>;
    const row = (lines[index + 1] ?? '').split(',');
    return row
      .with(column, cells[index] ?? '')
      .with(-1, hash.toString('hex'))
      .join(',');
  });
  const text = [lines[0], ...rows, ''].join('\r\n');
  return { text: () => text, manifest: { headHash: hash.toString('hex') } };
}

const other = 'ab'.repeat(32);

describe('verification of an export', () => {
  it('has nothing to say of what is as it was written, nor of what is chained again unchanged', async () => {
    expect(all).toHaveLength(4);
    for (const form of ['CSV', 'NDJSON'] as const) expect(await problemsOf({ form })).toEqual([]);
    const { manifest } = rechained(SEQUENCE, ['1', '2', '3', '4'], []);
    expect(manifest).toEqual({ headHash: taken.CSV.manifest.headHash });
  });

  it.each<readonly [string, Forgery, readonly unknown[]]>([
    [
      'size',
      { manifest: { bytes: 1 } },
      [expect.stringMatching(/^the size in bytes is \d+, and the manifest says 1$/)],
    ],
    ['SHA-256', { manifest: { sha256: other } }, ['the file is not the one whose SHA-256 the manifest has']],
    ['rows', { manifest: { rows: 5 } }, ['the number of rows is 4, and the manifest says 5']],
    ['sums', { manifest: { sums: { amount: '8' } } }, ['the sum of amount is 7, and the manifest says 8']],
    ['the last number', { manifest: { lastSequence: '5' } }, ['it ends with 4, and the manifest with 5']],
    ['the head hash', { manifest: { headHash: other } }, ['the last hash is not the head hash of the manifest']],
    [
      'the hash before it',
      { manifest: { previousHash: other } },
      ['transaction 1: its hash does not fit its content and the hash before it'],
    ],
    [
      'whose it is',
      { manifest: { account: toPublicId('acct', newId()) } },
      [1, 2, 3, 4].map((number) => `transaction ${number}: its hash does not fit its content and the hash before it`),
    ],
    [
      'what an account is',
      { manifest: { account: 'nobody' } },
      [...[1, 2, 3, 4].map((number) => `transaction ${number} cannot be read`), expect.stringContaining('head hash')],
    ],
  ])('compares the manifest: %s', async (_, forgery, expected) => {
    expect((await problemsOf(forgery)).slice(0, expected.length)).toEqual(expected);
  });

  it('finds a chain of which only the numbers are wrong', async () => {
    const forgery = rechained(SEQUENCE, ['1', '2', '4', '5'], [{}, {}, { sequence: 4n }, { sequence: 5n }]);
    const manifest = { ...forgery.manifest, lastSequence: '5' };
    expect(await problemsOf({ ...forgery, manifest })).toEqual(['transaction 4 follows 2']);
  });

  it('finds a chain of which only what is available, or only what is reserved, is no sum', async () => {
    const moreFrom = (name: 'availableAfter' | 'reservedAfter') =>
      all.map((transaction, index) => (index < 2 ? {} : { [name]: transaction[name] + 1_000_000n }));
    const available = rechained(AVAILABLE, ['10', '9', '9', '8'], moreFrom('availableAfter'));
    expect(await problemsOf(available)).toEqual(['transaction 3: what is available after it is not the sum']);
    const reserved = rechained(RESERVED, ['0', '1', '3', '4'], moreFrom('reservedAfter'));
    expect(await problemsOf(reserved)).toEqual(['transaction 3: what is reserved after it is not the sum']);
  });

  it('finds a hash that fits nothing, though all others do', async () => {
    const [, , hash = ''] = taken.CSV.text.match(/[0-9a-f]{64}(?=\r\n)/g) ?? [];
    expect(await problemsOf({ text: (text) => text.replace(hash, other) })).toEqual([
      'transaction 3: its hash does not fit its content and the hash before it',
      'transaction 4: its hash does not fit its content and the hash before it',
    ]);
  });

  const unreadable = (why: string): string[] => [`the file cannot be read to its end: ${why}`];

  it.each<readonly [string, Forgery, string]>([
    ['other columns', { text: (text) => text.replace('type', 'kind') }, 'its columns are not those of the manifest'],
    [
      'a cell more',
      { text: (text) => text.replace(/\r\n$/, ',1\r\n') },
      'a row has more or fewer cells than there are columns',
    ],
    ['half a row', { text: (text) => text.slice(0, -4) }, 'it ends in the middle of a row'],
    ['nothing at all', { text: () => '' }, 'it ends in the middle of a row'],
    ['half of its bytes', { bytes: (bytes) => bytes.subarray(0, bytes.length / 2) }, 'unexpected end of file'],
    [
      'JSON with other columns',
      { form: 'NDJSON', text: (text) => text.replace('"type"', '"kind"') },
      'a row has other columns',
    ],
    ['JSON that is no object', { form: 'NDJSON', text: (text) => `${text}1\n` }, 'a row is no object'],
    ['half a line of JSON', { form: 'NDJSON', text: (text) => text.slice(0, -1) }, 'it ends in the middle of a row'],
  ])('says what it cannot read: %s', async (_, forgery, why) => {
    expect((await problemsOf(forgery))[0]).toBe(unreadable(why)[0]);
  });

  it('takes a number in JSON for none: amounts are texts', async () => {
    const forgery: Forgery = { form: 'NDJSON', text: (text) => text.replace('"amount":"10"', '"amount":10') };
    expect(await problemsOf(forgery)).toContain('transaction 1 cannot be read');
  });

  it.each([{ version: 'tollgate-export/2' }, { columns: 'sequence' }])(
    'refuses a manifest that is none: %j',
    async (manifest) => {
      await expect(problemsOf({ manifest })).rejects.toThrow('the manifest is none of tollgate-export/1');
    },
  );
});
