// Shapes of texts and identifiers in inputs of mutations. Each check answers a refusal, or undefined when all is well.

import { fromPublicId, type IdPrefix, invalidParameter, type ParameterError } from '../../callers/index.ts';
import { badUserInput } from './errors/request-errors.ts';

const EMAIL = /^[^\s@]{1,64}@[^\s@]{1,255}$/;

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
