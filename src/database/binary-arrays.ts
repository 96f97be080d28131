// PostgreSQL arrays in their binary form, one Buffer for a column of unnest: what the hot statements send. They cost both sides
// less than array literals (arrays.ts), and what is no value of its type is refused before it is sent.
// Format: number of dimensions, whether any is null, type, then for the one dimension its length and first index, then each
// value behind its length in bytes, -1 for null. All numbers are big-endian.
import { Buffer } from 'node:buffer';

/** What stands in a column for an item; undefined and null are NULL. */
type ValueOf<Item, Value> = (item: Item) => Value | undefined | null;
type Column<Value> = <Item>(items: readonly Item[], pick: ValueOf<Item, Value>) => Buffer;

const HEADER_BYTES = 20;
const EMPTY_BYTES = 12;
const LENGTH_BYTES = 4;
const NULL = -1;

const OID = {
  bytea: 17,
  int8: 20,
  int2: 21,
  int4: 23,
  text: 25,
  json: 114,
  date: 1082,
  timestamptz: 1184,
  uuid: 2950,
  jsonb: 3802,
};

/**
 * Columns of a batch are some kilobytes each, more than Buffer's own pool gives, and memory of their own costs more than what is
 * written into it. So they are cut from larger pieces, which live as long as a column of theirs.
 */
const PIECE_BYTES = 256 * 1024;
let piece = Buffer.alloc(0);
let used = 0;

function reserve(bytes: number): Buffer {
  if (bytes > PIECE_BYTES / 4) return Buffer.allocUnsafeSlow(bytes);
  if (used + bytes > piece.length) {
    piece = Buffer.allocUnsafeSlow(PIECE_BYTES);
    used = 0;
  }
  used += bytes;
  return piece.subarray(used - bytes, used);
}

/** What was reserved, up to where it was written; the rest is there for the next one, if nothing was reserved behind it. */
function cut(buffer: Buffer, end: number): Buffer {
  if (buffer.buffer === piece.buffer && buffer.byteOffset + buffer.length === used) used -= buffer.length - end;
  return buffer.subarray(0, end);
}

function put4(buffer: Buffer, value: number, at: number): void {
  buffer[at] = value >>> 24;
  buffer[at + 1] = value >>> 16;
  buffer[at + 2] = value >>> 8;
  buffer[at + 3] = value;
}

function begin(buffer: Buffer, oid: number, items: number): void {
  put4(buffer, items === 0 ? 0 : 1, 0);
  put4(buffer, 0, 4);
  put4(buffer, oid, 8);
  if (items === 0) return;
  put4(buffer, items, 12);
  put4(buffer, 1, 16);
}

function empty(oid: number): Buffer {
  const buffer = reserve(EMPTY_BYTES);
  begin(buffer, oid, 0);
  return buffer;
}

function putNull(buffer: Buffer, at: number): void {
  put4(buffer, 1, 4);
  put4(buffer, NULL, at);
}

/** A type whose values all have the same size. `put` throws what PostgreSQL would refuse. */
function fixed<Value>(
  oid: number,
  bytes: number,
  put: (buffer: Buffer, value: Value, at: number) => unknown,
): Column<Value> {
  return (items, pick) => {
    if (items.length === 0) return empty(oid);
    const buffer = reserve(HEADER_BYTES + items.length * (LENGTH_BYTES + bytes));
    begin(buffer, oid, items.length);
    let at = HEADER_BYTES;
    for (const item of items) {
      const value = pick(item);
      if (value === undefined || value === null) {
        putNull(buffer, at);
        at += LENGTH_BYTES;
        continue;
      }
      put4(buffer, bytes, at);
      put(buffer, value, at + LENGTH_BYTES);
      at += LENGTH_BYTES + bytes;
    }
    return cut(buffer, at);
  };
}

/** Beyond it, the buffer's own encoder is quicker. */
const SHORT_TEXT = 80;

/** Writes UTF-8 and gives its length in bytes. */
function putText(buffer: Buffer, value: string, at: number): number {
  if (value.length > SHORT_TEXT) return buffer.write(value, at, 'utf8');
  for (let index = 0; index < value.length; index += 1) {
    const code = value.charCodeAt(index);
    if (code > 0x7f) return buffer.write(value, at, 'utf8');
    buffer[at + index] = code;
  }
  return value.length;
}

/** What is no text has no length, or says any: memory is not reserved by it. */
function lengthOf(value: unknown): number {
  if (value === undefined || value === null) return 0;
  if (typeof value !== 'string') throw new TypeError(`not a text: ${typeof value}`);
  return value.length;
}

/** A type of text; `prefix` is what its binary form begins with. */
function varying(oid: number, prefix: Buffer): Column<string> {
  return (items, pick) => {
    if (items.length === 0) return empty(oid);
    const values = items.map(pick);
    let most = HEADER_BYTES;
    for (const value of values) most += LENGTH_BYTES + prefix.length + 3 * lengthOf(value);
    const buffer = reserve(most);
    begin(buffer, oid, items.length);
    let at = HEADER_BYTES;
    for (const value of values) {
      if (value === undefined || value === null) {
        putNull(buffer, at);
        at += LENGTH_BYTES;
        continue;
      }
      buffer.set(prefix, at + LENGTH_BYTES);
      const bytes = prefix.length + putText(buffer, value, at + LENGTH_BYTES + prefix.length);
      put4(buffer, bytes, at);
      at += LENGTH_BYTES + bytes;
    }
    return cut(buffer, at);
  };
}

/** The value of each hexadecimal digit by its character code, -1 for every other character. */
const DIGITS = Int8Array.from({ length: 128 }, (_, code) =>
  '0123456789abcdef'.indexOf(String.fromCharCode(code).toLowerCase()),
);
const UUID_BYTES = 16;
const UUID_LENGTH = 36;
const DASH = 0x2d;

function putUuid(buffer: Buffer, value: string, at: number): void {
  let wrong = value.length - UUID_LENGTH;
  let place = 0;
  for (let index = 0; index < UUID_BYTES; index += 1) {
    if (index === 4 || index === 6 || index === 8 || index === 10) place += 1;
    const high = DIGITS[value.charCodeAt(place)] ?? -1;
    const low = DIGITS[value.charCodeAt(place + 1)] ?? -1;
    wrong |= (high | low) & ~0xf;
    buffer[at + index] = (high << 4) | low;
    place += 2;
  }
  wrong |= value.charCodeAt(8) ^ DASH;
  wrong |= value.charCodeAt(13) ^ DASH;
  wrong |= value.charCodeAt(18) ^ DASH;
  wrong |= value.charCodeAt(23) ^ DASH;
  if (wrong !== 0) throw new TypeError(`not a UUID: ${value}`);
}

const TWO_TO_32 = 0x1_0000_0000;

/** Most amounts are exact as numbers, which are quicker than bigint; both forms are written the same. */
function putInt8(buffer: Buffer, value: bigint | number, at: number): void {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) {
    buffer.writeBigInt64BE(BigInt(value), at);
    return;
  }
  put4(buffer, Math.floor(number / TWO_TO_32) | 0, at);
  put4(buffer, number | 0, at + 4);
}

/** PostgreSQL counts microseconds and days from here. */
const EPOCH = Date.UTC(2000, 0, 1);
const DAY_MILLISECONDS = 86_400_000;

/** The last one that was asked about: nearly all of a batch are the same. */
let [lastDay, daysSinceEpoch] = ['2000-01-01', 0];

function putDay(buffer: Buffer, day: string, at: number): void {
  if (day !== lastDay) [lastDay, daysSinceEpoch] = [day, daysOf(day)];
  put4(buffer, daysSinceEpoch, at);
}

function daysOf(day: string): number {
  const milliseconds = Date.parse(day);
  if (Number.isNaN(milliseconds) || new Date(milliseconds).toISOString().slice(0, 10) !== day) {
    throw new TypeError(`not a day as YYYY-MM-DD: ${day}`);
  }
  return (milliseconds - EPOCH) / DAY_MILLISECONDS;
}

/** `writeInt32BE` and its kind throw what is out of their range, but write the whole part of a fraction. */
function putWhole(write: (buffer: Buffer, value: number, at: number) => unknown) {
  return (buffer: Buffer, value: number, at: number): void => {
    if (!Number.isInteger(value)) throw new TypeError(`not a whole number: ${value}`);
    write(buffer, value, at);
  };
}

export const uuids: Column<string> = fixed(OID.uuid, UUID_BYTES, putUuid);
export const int8s: Column<bigint | number> = fixed(OID.int8, 8, putInt8);
export const int4s: Column<number> = fixed(
  OID.int4,
  4,
  putWhole((buffer, value, at) => buffer.writeInt32BE(value, at)),
);
export const int2s: Column<number> = fixed(
  OID.int2,
  2,
  putWhole((buffer, value, at) => buffer.writeInt16BE(value, at)),
);
export const timestamptzs: Column<Date> = fixed(OID.timestamptz, 8, (buffer, value, at) => {
  putInt8(buffer, (value.getTime() - EPOCH) * 1_000, at);
});
/** Days as `YYYY-MM-DD`. */
export const dates: Column<string> = fixed(OID.date, 4, putDay);
/** SHA-256. */
export const digests: Column<Buffer> = fixed(OID.bytea, 32, (buffer, value, at) => {
  if (value.length !== 32) throw new TypeError(`a digest has 32 bytes, not ${value.length}`);
  buffer.set(value, at);
});
export const texts: Column<string> = varying(OID.text, Buffer.alloc(0));
/** JSON texts. */
export const jsons: Column<string> = varying(OID.json, Buffer.alloc(0));
export const jsonbs: Column<string> = varying(OID.jsonb, Buffer.from([1]));
