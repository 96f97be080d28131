// The rows of an export's file, by the names of their columns, as they come out of the compressed bytes.
import { createReadStream } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { createGunzip } from 'node:zlib';
import type { Manifest } from '../words.ts';
import { createCsvReader } from './csv-reader.ts';
import type { NamedRow } from './verify-chain.ts';

/** The file is not what the manifest says it is. */
export class UnreadableExport extends Error {}

/** How many bytes of the file were read by now. */
export type OnBytes = (bytes: number) => void;

interface RowFile {
  readonly file: string;
  readonly onBytes: OnBytes;
}

export async function* readRows(file: RowFile, { form, columns }: Manifest): AsyncGenerator<NamedRow, undefined> {
  const pieces = piecesOf(file);
  yield* form === 'NDJSON' ? jsonRows(pieces, columns) : csvRows(pieces, columns);
}

async function* piecesOf({ file, onBytes }: RowFile): AsyncGenerator<string, undefined> {
  const decoder = new StringDecoder('utf8');
  const packed = createReadStream(file).on('error', (error) => unpacked.destroy(error));
  const unpacked = packed.pipe(createGunzip());
  for await (const chunk of unpacked) {
    onBytes(packed.bytesRead);
    yield decoder.write(chunk as Buffer);
  }
  yield decoder.end();
}

async function* csvRows(
  pieces: AsyncIterable<string>,
  columns: readonly string[],
): AsyncGenerator<NamedRow, undefined> {
  const reader = createCsvReader();
  let hasHeader = false;
  for await (const piece of pieces) {
    for (const row of reader.read(piece)) {
      if (hasHeader) yield named(row, columns);
      else if (row.join(',') !== columns.join(',')) {
        throw new UnreadableExport('its columns are not those of the manifest');
      }
      hasHeader = true;
    }
  }
  if (!reader.isAtEnd() || !hasHeader) throw new UnreadableExport('it ends in the middle of a row');
}

function named(row: readonly (string | undefined)[], columns: readonly string[]): NamedRow {
  if (row.length !== columns.length) throw new UnreadableExport('a row has more or fewer cells than there are columns');
  return Object.fromEntries(columns.map((column, index) => [column, row[index]]));
}

async function* jsonRows(
  pieces: AsyncIterable<string>,
  columns: readonly string[],
): AsyncGenerator<NamedRow, undefined> {
  let rest = '';
  for await (const piece of pieces) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield readJson(line, columns);
  }
  if (rest !== '') throw new UnreadableExport('it ends in the middle of a row');
}

function readJson(line: string, columns: readonly string[]): NamedRow {
  const row: unknown = JSON.parse(line);
  if (typeof row !== 'object' || row === null) throw new UnreadableExport('a row is no object');
  const cells = row as Readonly<Record<string, unknown>>;
  if (Object.keys(cells).join(',') !== columns.join(',')) throw new UnreadableExport('a row has other columns');
  return Object.fromEntries(
    columns.map((column) => [column, typeof cells[column] === 'string' ? cells[column] : undefined]),
  );
}
