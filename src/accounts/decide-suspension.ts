// For which reasons an account is suspended. Each ends by itself; what an operator did is nobody else's to end. Pure.
import type { Account } from './account.ts';
import type { SuspensionReason } from './entities.ts';

export type SuspensionState = Pick<Account, 'status'> & { readonly suspensionReasons: readonly SuspensionReason[] };

/** Undefined when it is suspended for this reason already. */
export function decideSuspension(
  { status, suspensionReasons }: SuspensionState,
  reason: SuspensionReason,
): SuspensionState | undefined {
  if (suspensionReasons.includes(reason)) return undefined;
  const byOperator = status === 'SUSPENDED' && suspensionReasons.length === 0;
  return {
    status: 'SUSPENDED',
    suspensionReasons: [...(byOperator ? ['OPERATOR' as const] : suspensionReasons), reason],
  };
}

/** Ends the suspension for this reason, and none for another; undefined when there is none. */
export function decideRelease(
  { suspensionReasons }: SuspensionState,
  reason: SuspensionReason,
): SuspensionState | undefined {
  if (!suspensionReasons.includes(reason)) return undefined;
  const left = suspensionReasons.filter((other) => other !== reason);
  if (left.length === 0) return { status: 'ACTIVE', suspensionReasons: [] };
  // What an operator did is written as it was before.
  const byOperatorAlone = left.every((other) => other === 'OPERATOR');
  return { status: 'SUSPENDED', suspensionReasons: byOperatorAlone ? [] : left };
}
