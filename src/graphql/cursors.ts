// Cursors: the key of the last row of a page, opaque to clients. Keys and not offsets, so that a page costs the same
// however far it is, and nothing is shown twice when rows are added meanwhile.
import { readSequence } from './ids.ts';

/** One way to write a list's key as text, and to read it back. */
export interface CursorKind<Key> {
  write(key: Key): string;
  /** Undefined for text that this kind never wrote. */
  read(text: string): Key | undefined;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const BASE64URL = /^[A-Za-z0-9_-]{1,300}$/;

function cursorKind<Key>(
  tag: string,
  write: (key: Key) => string,
  read: (text: string) => Key | undefined,
): CursorKind<Key> {
  const start = `${tag}:`;
  return {
    write: (key) => Buffer.from(start + write(key)).toString('base64url'),
    read: (cursor) => {
      if (!BASE64URL.test(cursor)) return undefined;
      const text = Buffer.from(cursor, 'base64url').toString();
      return text.startsWith(start) ? read(text.slice(start.length)) : undefined;
    },
  };
}

const readUuid = (text: string): string | undefined => (UUID.test(text) ? text : undefined);

/** One kind per list: a cursor of another list is malformed here. */
export const TRANSACTION_CURSOR = cursorKind<bigint>('transaction', String, readSequence);
export const GENERATION_CURSOR = cursorKind<string>('generation', String, readUuid);
export const PURCHASE_CURSOR = cursorKind<string>('purchase', String, readUuid);
export const MODEL_CURSOR = cursorKind<string>('model', String, (text) => text);
