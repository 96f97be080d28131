// Arguments of root fields that can be refused before anything runs, so that the answer is an HTTP 400 and not half a result.
// What to look at is said beside the field, as its scopes are.
import type { GraphQLField, GraphQLSchema } from 'graphql';
import { Extensions } from 'type-graphql';
import type { Viewer } from '../../../callers/index.ts';
import type { CursorKind } from '../cursors.ts';
import { badUserInput, notForTokens } from '../errors/request-errors.ts';
import { type PageArguments, readPage } from '../pages.ts';
import { inDays } from '../plan-window.ts';

type Arguments = Readonly<Record<string, unknown>>;
/** Throws BAD_USER_INPUT, FORBIDDEN_SCOPE or FORBIDDEN_CLIENT_TOKEN. */
export type ArgumentCheck = (given: Arguments, viewer: Viewer, schema: GraphQLSchema) => void;

export function CheckedFirst(...checks: readonly ArgumentCheck[]): ReturnType<typeof Extensions> {
  return Extensions({ checks });
}

export function checksOf({ extensions }: GraphQLField<unknown, unknown>): readonly ArgumentCheck[] {
  return (extensions['checks'] as readonly ArgumentCheck[] | undefined) ?? [];
}

/** A client token gives nobody a token, and erases nothing. */
export function onlyServerKeys(_given: Arguments, { key }: Viewer): void {
  if (key.clientToken !== undefined) throw notForTokens();
}

export function pageOf(cursors: CursorKind<unknown>): ArgumentCheck {
  return (given) => {
    readPage(given as PageArguments, cursors);
  };
}

const LONGEST_DAYS = 365;

/** 1..365 and inside the plan's audit window: more is refused, not cut, so that a report never shows less than it says. */
export function reportDays(given: Arguments, { plan }: Viewer): void {
  const days = given['days'];
  const most = Math.min(LONGEST_DAYS, plan.auditWindowDays);
  if (typeof days !== 'number' || (days >= 1 && days <= most)) return;
  const message = `days has to be from 1 to ${most}: the plan ${plan.name} can look back ${inDays(plan)}.`;
  throw badUserInput(message, [`1 to ${most}`]);
}

export function checkRange(name: string, value: unknown, most: number): void {
  if (typeof value !== 'number' || (value >= 1 && value <= most)) return;
  throw badUserInput(`${name} has to be from 1 to ${most}.`, [`1 to ${most}`]);
}
