// COPY (select …) TO STDOUT in binary form: rows arrive one by one as the server makes them, as bytes that nobody has turned into
// texts and objects, and none is kept. For what reads very many rows; a client that is slow slows the server down.
import pg from 'pg';

/** A row: the number of its fields in two bytes, then each value behind its length in four, -1 for null. Big-endian. */
export type OnRow = (row: Buffer) => void;

/** Signature and flags, then the length of an extension in four bytes. */
const EXTENSION_LENGTH_AT = 15;
const HEADER_BYTES = 19;
const END = -1;

/** The driver takes part in COPY by this method of a query, which it calls for each message; a message is a row. */
class CopyOut extends pg.Query {
  readonly #onRow: OnRow;
  #isFirst = true;
  #failure: Error | undefined;

  constructor(text: string, onRow: OnRow, done: (error: Error | undefined) => void) {
    super(text, (error: Error | null | undefined) => done(this.#failure ?? error ?? undefined));
    this.#onRow = onRow;
  }

  /** An error must not reach the driver: its socket would have nobody to tell. The rows that follow are read and dropped. */
  handleCopyData({ chunk }: { readonly chunk: Buffer }): void {
    if (this.#failure !== undefined) return;
    const row = this.#isFirst ? chunk.subarray(HEADER_BYTES + chunk.readInt32BE(EXTENSION_LENGTH_AT)) : chunk;
    this.#isFirst = false;
    if (row.length === 0 || row.readInt16BE(0) === END) return;
    try {
      this.#onRow(row);
    } catch (error) {
      this.#failure = error as Error;
    }
  }
}

/** COPY takes no parameters: `$1` and its kind are written into the text, as literals. */
const withLiterals = (select: string, values: readonly string[]): string =>
  select.replaceAll(/\$(\d+)/g, (_, number: string) => pg.escapeLiteral(values[Number(number) - 1] ?? ''));

export interface Copied {
  /** Names its parameters `$1` and so on. */
  readonly select: string;
  readonly values: readonly string[];
  /** The bytes are overwritten as soon as it returns. */
  readonly onRow: OnRow;
}

/** @throws what the server says, or what `onRow` threw */
export function copyOut(client: pg.ClientBase, { select, values, onRow }: Copied): Promise<void> {
  const text = `copy (${withLiterals(select, values)}) to stdout (format binary)`;
  return new Promise((resolve, reject) => {
    const query = new CopyOut(text, onRow, (error) => {
      if (error === undefined) resolve();
      else reject(error);
    });
    client.query(query);
  });
}
