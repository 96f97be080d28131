// Texts that callers send. Each check answers a refusal, or undefined when all is well.
import { invalidParameter, type ParameterError } from './user-errors.ts';

const IDEMPOTENCY_KEY = /^[\x20-\x7e]{1,255}$/;

export function checkIdempotencyKey(key: string): ParameterError | undefined {
  if (IDEMPOTENCY_KEY.test(key)) return undefined;
  const allowed = '1 to 255 printable ASCII characters';
  return invalidParameter(['idempotencyKey'], `An idempotency key has ${allowed}.`, [allowed]);
}

/** Marks on nothing, spaces and fillers of all kinds show nothing; U+2800 is the braille pattern without dots. */
const VISIBLE = /[^\p{C}\p{Z}\p{M}\p{Default_Ignorable_Code_Point}\u2800]/u;
const BREAKS_THE_LINE = /[\p{Cc}\u2028\u2029]/u;

/** A line of text for people, with something to see in it; `longest` counts Unicode code points, as prices do. */
export function checkLine(field: string, text: string, longest: number): ParameterError | undefined {
  const isLine = text.isWellFormed() && VISIBLE.test(text) && !BREAKS_THE_LINE.test(text) && isUpTo(text, longest);
  if (isLine) return undefined;
  const allowed = `1 to ${longest} characters on one line, at least one of them visible`;
  return invalidParameter([field], `${field} has ${allowed}.`, [allowed]);
}

/** A code point is one or two UTF-16 units: what is far too long is not counted. */
const isUpTo = (text: string, longest: number): boolean =>
  text.length <= longest || (text.length <= longest * 2 && Array.from(text).length <= longest);
