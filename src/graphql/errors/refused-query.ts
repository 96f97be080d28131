// A query that is refused has no payload to put the refusal in: it becomes a top-level error with the same code and
// numbers in its extensions.
import { GraphQLError } from 'graphql';
import type { AnyUserError } from '../types/user-errors.ts';
import { generalError } from './user-errors.ts';

/** `place` is put before the error's own path: ['inputs', '3']. */
export function refusedQuery(error: AnyUserError, place: readonly string[] = []): GraphQLError {
  const { message, __typename, path, ...facts } = error;
  const full = path === undefined && place.length === 0 ? undefined : [...place, ...(path ?? [])];
  return new GraphQLError(message, { extensions: { ...present(facts), ...present({ path: full }) } });
}

/** Queries are refused for what was asked, never for the balance: texts, numbers and lists only. */
function present(facts: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
}

export const generationNotFound = (): GraphQLError =>
  refusedQuery(generalError({ code: 'GENERATION_NOT_FOUND', message: 'There is no such generation.', path: ['id'] }));
