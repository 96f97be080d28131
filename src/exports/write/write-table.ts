// Writes a source to a compressed file as it is read, with little in memory, and says what is in it.
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { Read } from '../../database/index.ts';
import type { Row, Source, SourceAsked } from '../sources/source.ts';
import type { ExportForm } from '../words.ts';
import { createExactSum, type ExactSum } from './exact-sum.ts';
import { createTableWriter } from './table-writer.ts';

export interface WrittenTable {
  readonly rows: number;
  /** By column. */
  readonly sums: Readonly<Record<string, string>>;
  readonly bytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

export interface TableAsked {
  readonly read: Read;
  readonly source: Source;
  readonly form: ExportForm;
  readonly asked: SourceAsked;
  /** Must not exist. */
  readonly file: string;
  /** Called with every page; it throws to give up. */
  readonly onPage: () => Promise<void>;
}

/** Hashes are most of it, and shrink little however long one tries. */
const COMPRESSION = { level: 3, chunkSize: 65_536 } as const;

export async function writeTable({ read, source, form, asked, file, onPage }: TableAsked): Promise<WrittenTable> {
  const writer = createTableWriter(form, source.columns);
  const sums = source.summed.map((name) => ({ name, at: placeOf(source, name), sum: createExactSum() }));
  let rows = 0;
  async function* pages(): AsyncGenerator<string, undefined> {
    if (writer.header !== '') yield writer.header;
    for await (const page of source.pages(read, asked)) {
      await onPage();
      rows += page.length;
      for (const { at, sum } of sums) addUp(page, at, sum);
      yield writer.write(page);
    }
  }
  const counted = createCounter();
  const output = createWriteStream(file, { flags: 'wx', mode: 0o600, flush: true });
  // One page on its way: the next is read while it is compressed.
  const table = Readable.from(pages(), { objectMode: true, highWaterMark: 1 });
  await pipeline(table, createGzip(COMPRESSION), counted.stream, output);
  return { rows, sums: Object.fromEntries(sums.map(({ name, sum }) => [name, sum.total()])), ...counted.result() };
}

function placeOf({ columns }: Source, name: string): number {
  const at = columns.findIndex((column) => column.name === name);
  if (at < 0) throw new Error(`there is no column ${name}`);
  return at;
}

function addUp(page: readonly Row[], at: number, sum: ExactSum): void {
  for (const row of page) {
    const cell = row[at];
    if (cell !== undefined) sum.add(cell);
  }
}

function createCounter() {
  const hash = createHash('sha256');
  let bytes = 0;
  const stream = new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      bytes += chunk.length;
      hash.update(chunk);
      done(null, chunk);
    },
  });
  return { stream, result: () => ({ bytes, sha256: hash.digest('hex') }) };
}
