// Who acts as an operator, and why: what the audit log has of every change.
import type { Operator } from '../../accounts/index.ts';
import { type AnyUserError, checkLine } from '../../callers/index.ts';
import type { GraphqlContext } from '../edge/context.ts';

const LONGEST_REASON = 500;

export const checkReason = (reason: string): AnyUserError | undefined => checkLine('reason', reason, LONGEST_REASON);

/** Of mutations that once asked for none. */
export function checkOptionalReason(reason: string | null | undefined): AnyUserError | undefined {
  return reason === undefined || reason === null ? undefined : checkReason(reason);
}

export function operatorOf({ viewer }: Pick<GraphqlContext, 'viewer'>, reason: string | null | undefined): Operator {
  return { operatorKeyId: viewer.key.id, reason: reason ?? '' };
}
