// The fields of a row in PostgreSQL's binary form, taken one after the other: each is read, and written to the canonical content.
import { Buffer } from 'node:buffer';
import { type MicroCredits, ZERO } from '../../money/index.ts';
import type { LotShare } from '../transaction.ts';
import { ContentWriter } from './content-writer.ts';

/** A row begins with the number of its fields; each begins with its length, which is that of null when there is none. */
const COUNT_BYTES = 2;
const LENGTH_BYTES = 4;
const NULL = -1;

/** How much longer a field can be as text: a UUID has 16 bytes and 36 characters, an int8 8 and 20. */
const MOST_GROWTH = 3;
const MOST_SEPARATORS = 128;

const PIPE = 0x7c;
const COMMA = 0x2c;
const OPENED = 0x7b;
const CLOSED = 0x7d;
/** Stands for what no gateway writes, so that no hash can fit. */
const QUESTION_MARK = 0x3f;

const TWO_TO_32 = 0x1_0000_0000;
/** Upper halves of numbers that a float holds exactly. */
const LEAST_HIGH = -0x20_0000;
const MOST_HIGH = 0x1f_ffff;
const LEAST_INT8 = -(2n ** 63n);

/** PostgreSQL counts microseconds from here. */
const EPOCH = Date.UTC(2000, 0, 1);
const MICROSECONDS = 1_000;

/** An array begins with its dimensions, whether anything is null, its type, then of each dimension length and first index. */
const COUNT_OF_ARRAY = 12;
const FIRST_INDEX_OF_ARRAY = 16;
const ARRAY_HEADER = 20;
const INT4_BYTES = 4;
const INT8_BYTES = 8;
/** From one value of an array to the next. */
const STEP_OF_INT4 = LENGTH_BYTES + INT4_BYTES;
const STEP_OF_INT8 = LENGTH_BYTES + INT8_BYTES;

export class RowFields {
  readonly content: ContentWriter;
  /** False when a gateway cannot have written the row. */
  isSound = true;
  #row: Buffer = Buffer.alloc(0);
  /** Where the next field begins. */
  #at = 0;
  #isFirst = true;

  /** `room` bytes in front of the content are left to the caller. */
  constructor(room: number) {
    this.content = new ContentWriter(room);
  }

  begin(row: Buffer): void {
    this.#row = row;
    this.#at = COUNT_BYTES;
    this.#isFirst = true;
    this.isSound = true;
    this.content.begin(MOST_GROWTH * row.length + MOST_SEPARATORS);
  }

  /** `known` is given back when it is the same: mostly it is that of the row before, and no new text is made. */
  uuid(known = ''): string | undefined {
    const from = this.#next();
    if (from === NULL) return undefined;
    const start = this.content.end;
    this.content.uuid(this.#row, from);
    return this.content.says(start, known) ? known : this.content.textFrom(start);
  }

  /** One of these words: no gateway writes another. */
  word<Word extends string>(known: readonly [Word, ...Word[]]): Word {
    const from = this.#next();
    const start = this.content.end;
    if (from !== NULL) this.content.copy(this.#row, from, this.#at);
    for (const word of known) if (this.content.says(start, word)) return word;
    return this.#unsound(known[0]);
  }

  int8(): bigint {
    const from = this.#next();
    return from === NULL ? this.#unsound(0n) : this.#int8At(from);
  }

  amount(): MicroCredits {
    const from = this.#next();
    return from === NULL ? this.#unsound(ZERO) : this.#amountAt(from);
  }

  int2(): number | undefined {
    const from = this.#next();
    if (from === NULL) return undefined;
    const value = this.#row.readInt16BE(from);
    this.content.integer(value);
    return value;
  }

  /** Unix milliseconds. */
  time(): number {
    const from = this.#next();
    const microseconds = from === NULL ? Number.NaN : this.#numberAt(from);
    const value = microseconds / MICROSECONDS + EPOCH;
    if (!Number.isSafeInteger(value)) return this.#unsound(0); // infinity, or parts of a millisecond
    this.content.integer(value);
    return value;
  }

  /** Of two columns: the numbers of lots, and their amounts. */
  shares(): LotShare[] {
    const lots = this.#array(INT4_BYTES);
    const firstLot = this.#at - lots * STEP_OF_INT4 + LENGTH_BYTES;
    for (let index = 0; index < lots; index += 1) {
      if (index > 0) this.content.character(COMMA);
      this.content.integer(this.#row.readInt32BE(firstLot + index * STEP_OF_INT4));
    }
    this.content.character(CLOSED);
    const amounts = this.#array(INT8_BYTES);
    const firstAmount = this.#at - amounts * STEP_OF_INT8 + LENGTH_BYTES;
    const shares: LotShare[] = [];
    for (let index = 0; index < amounts; index += 1) {
      if (index > 0) this.content.character(COMMA);
      const amount = this.#amountAt(firstAmount + index * STEP_OF_INT8);
      if (index < lots) shares.push({ lot: this.#row.readInt32BE(firstLot + index * STEP_OF_INT4), amount });
    }
    this.content.character(CLOSED);
    if (lots !== amounts) this.isSound = false;
    return shares;
  }

  /** Free texts stand together, behind their lengths. Nothing is computed from them. */
  texts(count: number): void {
    let at = this.#at;
    for (let index = 0; index < count; index += 1) {
      const length = this.#row.readInt32BE(at);
      this.content.character(PIPE);
      if (length !== NULL) this.content.integer(length);
      at += LENGTH_BYTES + Math.max(length, 0);
    }
    this.content.character(PIPE);
    for (let index = 0; index < count; index += 1) {
      const from = this.#skip();
      if (from !== NULL) this.content.copy(this.#row, from, this.#at);
    }
  }

  /** Not of the content. */
  hexadecimal(): string {
    const from = this.#skip();
    return from === NULL ? '' : this.#row.toString('hex', from, this.#at);
  }

  /** Not of the content. */
  text(): string | undefined {
    const from = this.#skip();
    return from === NULL ? undefined : this.#row.toString('utf8', from, this.#at);
  }

  /** Moves behind the next field and gives its place, or NULL. */
  #skip(): number {
    const length = this.#row.readInt32BE(this.#at);
    const from = this.#at + LENGTH_BYTES;
    this.#at = from + Math.max(length, 0);
    return length === NULL ? NULL : from;
  }

  #next(): number {
    if (this.#isFirst) this.#isFirst = false;
    else this.content.character(PIPE);
    return this.#skip();
  }

  /** How many values an array has; they end where the next field begins. Opens the braces. */
  #array(bytes: number): number {
    const from = this.#next();
    this.content.character(OPENED);
    if (from === NULL) return this.#unsound(0);
    const dimensions = this.#row.readInt32BE(from);
    if (dimensions === 0) return 0;
    const count = this.#row.readInt32BE(from + COUNT_OF_ARRAY);
    const isPlain = dimensions === 1 && this.#row.readInt32BE(from + FIRST_INDEX_OF_ARRAY) === 1;
    // Null has no bytes.
    const isFull = this.#at - from === ARRAY_HEADER + count * (LENGTH_BYTES + bytes);
    return isPlain && isFull ? count : this.#unsound(0);
  }

  #unsound<Value>(instead: Value): Value {
    this.isSound = false;
    this.content.character(QUESTION_MARK);
    return instead;
  }

  /** Most numbers are exact as floats, which cost less than bigint. */
  #int8At(at: number): bigint {
    const number = this.#numberAt(at);
    if (Number.isNaN(number)) {
      const value = this.#row.readBigInt64BE(at);
      this.content.bigint(value);
      return value;
    }
    this.content.integer(number);
    return BigInt(number);
  }

  /** One int8 is no amount. */
  #amountAt(at: number): MicroCredits {
    const value = this.#int8At(at);
    if (value === LEAST_INT8) this.isSound = false;
    return value as MicroCredits;
  }

  /** NaN for an int8 that no float holds exactly. */
  #numberAt(at: number): number {
    const high = this.#row.readInt32BE(at);
    if (high < LEAST_HIGH || high > MOST_HIGH) return Number.NaN;
    return high * TWO_TO_32 + this.#row.readUInt32BE(at + INT4_BYTES);
  }
}
