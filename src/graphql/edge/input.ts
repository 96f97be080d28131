// Shapes of texts and identifiers in inputs of mutations. Each check answers a refusal, or undefined when all is well.

import { badUserInput } from './errors/request-errors.ts';
import { invalidParameter, type ParameterError } from './errors/user-errors.ts';
import { fromPublicId, type IdPrefix } from './ids.ts';

const IDEMPOTENCY_KEY = /^[\x20-\x7e]{1,255}$/;
const EMAIL = /^[^\s@]{1,64}@[^\s@]{1,255}$/;

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

export function checkEmail(email: string): ParameterError | undefined {
  if (EMAIL.test(email) && email.isWellFormed() && !/\p{Cc}/u.test(email)) return undefined;
  return invalidParameter(['email'], 'This is no e-mail address.', ['name@example.com']);
}

export function checkFuture(field: string, date: Date, now: Date): ParameterError | undefined {
  if (date > now) return undefined;
  return invalidParameter([field], `${field} has to lie in the future.`, [`after ${now.toISOString()}`]);
}

/** Leaves out what was not given: null and absent mean the same in an input. */
export function present<T extends object>(members: T): { [K in keyof T]?: NonNullable<T[K]> } {
  const given = Object.entries(members).filter(([, value]) => value !== undefined && value !== null);
  return Object.fromEntries(given) as { [K in keyof T]?: NonNullable<T[K]> };
}

/** Identifiers to filter by; unknown ones just match nothing. Throws BAD_USER_INPUT for text that cannot be stored. */
export function checkNames(kind: string, names: readonly string[] | null | undefined): readonly string[] | undefined {
  if (names?.some((name) => name.includes('\u0000') || !name.isWellFormed()) === true) {
    throw badUserInput(`${kind} is Unicode text without U+0000.`);
  }
  return names ?? undefined;
}

export const checkModelNames = (names: readonly string[] | null | undefined): readonly string[] | undefined =>
  checkNames('A model identifier', names);

/** Throws BAD_USER_INPUT for an id that cannot be one: an empty list would hide it. */
export function readFilterId(prefix: IdPrefix, id: string | null | undefined): string | undefined {
  if (id === undefined || id === null) return undefined;
  const uuid = fromPublicId(prefix, id);
  if (uuid === undefined) throw badUserInput(`"${id.slice(0, 80)}" is no id that begins with "${prefix}_".`);
  return uuid;
}
