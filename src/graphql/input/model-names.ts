import { badUserInput } from '../errors/request-errors.ts';

/** Identifiers to filter by; unknown ones just match nothing. Throws BAD_USER_INPUT for text that cannot be stored. */
export function checkModelNames(names: readonly string[] | null | undefined): readonly string[] | undefined {
  if (names?.some((name) => name.includes('\u0000') || !name.isWellFormed()) === true) {
    throw badUserInput('A model identifier is Unicode text without U+0000.');
  }
  return names ?? undefined;
}
