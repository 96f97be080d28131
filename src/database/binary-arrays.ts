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

function begin(buffer: Buffer, oid: number, items: number): void {
  buffer.writeInt32BE(items === 0 ? 0 : 1, 0);
  buffer.writeInt32BE(0, 4);
  buffer.writeInt32BE(oid, 8);
  if (items === 0) return;
  buffer.writeInt32BE(items, 12);
  buffer.writeInt32BE(1, 16);
}

/** A type whose values all have the same size. `put` throws what PostgreSQL would refuse. */
function fixed<Value>(
  oid: number,
  bytes: number,
  put: (buffer: Buffer, value: Value, at: number) => unknown,
): Column<Value> {
  return (items, pick) => {
    const buffer = Buffer.allocUnsafe(
      items.length === 0 ? EMPTY_BYTES : HEADER_BYTES + items.length * (LENGTH_BYTES + bytes),
    );
    begin(buffer, oid, items.length);
    let at = HEADER_BYTES;
    for (const item of items) {
      const value = pick(item);
      if (value === undefined || value === null) {
        buffer.writeInt32BE(1, 4);
        buffer.writeInt32BE(NULL, at);
        at += LENGTH_BYTES;
        continue;
      }
      buffer.writeInt32BE(bytes, at);
      put(buffer, value, at + LENGTH_BYTES);
      at += LENGTH_BYTES + bytes;
    }
    return items.length === 0 ? buffer : buffer.subarray(0, at);
  };
}

/** A type of text; `prefix` is what its binary form begins with. */
function varying(oid: number, prefix: Buffer): Column<string> {
  return (items, pick) => {
    const values = items.map(pick);
    const most = values.reduce(
      (sum, value) => sum + LENGTH_BYTES + prefix.length + 3 * (value?.length ?? 0),
      HEADER_BYTES,
    );
    const buffer = Buffer.allocUnsafe(items.length === 0 ? EMPTY_BYTES : most);
    begin(buffer, oid, items.length);
    let at = HEADER_BYTES;
    for (const value of values) {
      if (value === undefined || value === null) {
        buffer.writeInt32BE(1, 4);
        buffer.writeInt32BE(NULL, at);
        at += LENGTH_BYTES;
        continue;
      }
      prefix.copy(buffer, at + LENGTH_BYTES);
      const bytes = prefix.length + buffer.write(value, at + LENGTH_BYTES + prefix.length, 'utf8');
      buffer.writeInt32BE(bytes, at);
      at += LENGTH_BYTES + bytes;
    }
    return items.length === 0 ? buffer : buffer.subarray(0, at);
  };
}

/** The value of each hexadecimal digit by its character code, -1 for every other character. */
const DIGITS = Int8Array.from({ length: 128 }, (_, code) =>
  '0123456789abcdef'.indexOf(String.fromCharCode(code).toLowerCase()),
);
const UUID_BYTES = 16;
const UUID_LENGTH = 36;
const DASHES: ReadonlySet<number> = new Set([8, 13, 18, 23]);
/** Where the two digits of each byte stand. */
const PAIRS = Array.from({ length: UUID_LENGTH }, (_, place) => place)
  .filter((place) => !DASHES.has(place))
  .filter((_, index) => index % 2 === 0);

function putUuid(buffer: Buffer, value: string, at: number): void {
  let wrong = value.length - UUID_LENGTH;
  for (let index = 0; index < UUID_BYTES; index += 1) {
    const place = PAIRS[index] ?? 0;
    const high = DIGITS[value.charCodeAt(place)] ?? -1;
    const low = DIGITS[value.charCodeAt(place + 1)] ?? -1;
    wrong |= (high | low) & ~0xf;
    buffer[at + index] = (high << 4) | low;
  }
  for (const dash of DASHES) wrong |= value[dash] === '-' ? 0 : 1;
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
  buffer.writeInt32BE(Math.floor(number / TWO_TO_32), at);
  buffer.writeUInt32BE(number >>> 0, at + 4);
}

/** PostgreSQL counts microseconds and days from here. */
const EPOCH = Date.UTC(2000, 0, 1);
const DAY_MILLISECONDS = 86_400_000;

function putDay(buffer: Buffer, day: string, at: number): void {
  const milliseconds = Date.parse(day);
  if (Number.isNaN(milliseconds) || new Date(milliseconds).toISOString().slice(0, 10) !== day) {
    throw new TypeError(`not a day as YYYY-MM-DD: ${day}`);
  }
  buffer.writeInt32BE((milliseconds - EPOCH) / DAY_MILLISECONDS, at);
}

/** `writeInt32BE` and its kind throw what is out of their range, and write the whole part of a fraction: so does nothing here. */
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
  value.copy(buffer, at);
});
export const texts: Column<string> = varying(OID.text, Buffer.alloc(0));
/** JSON texts. */
export const jsons: Column<string> = varying(OID.json, Buffer.alloc(0));
export const jsonbs: Column<string> = varying(OID.jsonb, Buffer.from([1]));
