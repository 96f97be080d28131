// Writes the canonical content of a transaction (see batch/chain.ts) as bytes, from the bytes that PostgreSQL sends: no text is
// made on the way. Written anew for verification; a test holds it to the content that the batch writes.
import { Buffer } from 'node:buffer';

const DASH = 0x2d;
const DIGIT_0 = 0x30;

const digitsOf = (shift: number): Uint8Array =>
  Uint8Array.from({ length: 256 }, (_, byte) => ((byte >> shift) & 15).toString(16).charCodeAt(0));
/** The two hexadecimal digits of each byte. */
const HIGH_DIGITS = digitsOf(4);
const LOW_DIGITS = digitsOf(0);

const UUID_BYTES = 16;
/** Before these bytes of a UUID stands a dash: one bit for each. */
const DASHES = (1 << 4) | (1 << 6) | (1 << 8) | (1 << 10);

/** The largest power of ten whose multiples of up to nine are computed as 32 bit integers. */
const BILLION = 1_000_000_000;
const DIGITS_OF_BILLION = 9;

const FIRST_BYTES = 2_048;

export class ContentWriter {
  readonly #room: number;
  #bytes = Buffer.allocUnsafe(FIRST_BYTES);
  #end: number;

  /** `room` bytes in front of the content are left to the caller. */
  constructor(room: number) {
    this.#room = room;
    this.#end = room;
  }

  /** Begins a content of `most` bytes at most, in the place of the one before. */
  begin(most: number): void {
    if (this.#bytes.length < this.#room + most) this.#bytes = Buffer.allocUnsafe(2 * (this.#room + most));
    this.#end = this.#room;
  }

  get end(): number {
    return this.#end;
  }

  /** Everything, the room in front of it included. It is overwritten by the next content. */
  written(): Buffer {
    return this.#bytes.subarray(0, this.#end);
  }

  /** What was written from a place on, when it is ASCII. */
  textFrom(start: number): string {
    return this.#bytes.toString('latin1', start, this.#end);
  }

  /** Whether that is what was written from a place on. */
  says(start: number, text: string): boolean {
    if (this.#end - start !== text.length) return false;
    for (let index = 0; index < text.length; index += 1) {
      if (this.#bytes[start + index] !== text.charCodeAt(index)) return false;
    }
    return true;
  }

  character(code: number): void {
    this.#bytes[this.#end] = code;
    this.#end += 1;
  }

  uuid(source: Buffer, from: number): void {
    const bytes = this.#bytes;
    let end = this.#end;
    for (let index = 0; index < UUID_BYTES; index += 1) {
      if (((DASHES >> index) & 1) === 1) {
        bytes[end] = DASH;
        end += 1;
      }
      const byte = source[from + index] ?? 0;
      bytes[end] = HIGH_DIGITS[byte] ?? 0;
      bytes[end + 1] = LOW_DIGITS[byte] ?? 0;
      end += 2;
    }
    this.#end = end;
  }

  copy(source: Buffer, from: number, to: number): void {
    const bytes = this.#bytes;
    let end = this.#end;
    for (let at = from; at < to; at += 1) {
      bytes[end] = source[at] ?? 0;
      end += 1;
    }
    this.#end = end;
  }

  /** A whole number that a float holds exactly. */
  integer(value: number): void {
    let rest = value;
    if (rest < 0) {
      this.character(DASH);
      rest = -rest;
    }
    if (rest < BILLION) {
      this.#digits(rest, lengthOf(rest));
      return;
    }
    const billions = (rest / BILLION) | 0;
    this.#digits(billions, lengthOf(billions));
    this.#digits(rest - billions * BILLION, DIGITS_OF_BILLION);
  }

  bigint(value: bigint): void {
    for (const digit of value.toString()) this.character(digit.charCodeAt(0));
  }

  #digits(value: number, count: number): void {
    const bytes = this.#bytes;
    let rest = value | 0;
    for (let at = this.#end + count - 1; at >= this.#end; at -= 1) {
      const tenth = (rest / 10) | 0;
      bytes[at] = DIGIT_0 + rest - tenth * 10;
      rest = tenth;
    }
    this.#end += count;
  }
}

/** Decimal digits of a whole number below 2^31. */
function lengthOf(value: number): number {
  let length = 1;
  for (let bound = 10; bound <= value; bound *= 10) length += 1;
  return length;
}
