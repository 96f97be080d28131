// What an operator's suspension adds to an account, and what its end leaves. Other reasons end by themselves. Pure.
import type { SuspensionState } from './decide-suspension.ts';

const isByOperator = ({ status, suspensionReasons }: SuspensionState): boolean =>
  status === 'SUSPENDED' && (suspensionReasons.length === 0 || suspensionReasons.includes('OPERATOR'));

/** Undefined when an operator has suspended it already. */
export function decideOperatorSuspension(before: SuspensionState): SuspensionState | undefined {
  if (isByOperator(before)) return undefined;
  const { suspensionReasons } = before;
  // Alone it is written as no reason; beside others by its name, so that their end does not end it.
  const reasons = suspensionReasons.length === 0 ? [] : (['OPERATOR', ...suspensionReasons] as const);
  return { status: 'SUSPENDED', suspensionReasons: reasons };
}

/** Undefined when no operator has suspended it. */
export function decideOperatorRelease(before: SuspensionState): SuspensionState | undefined {
  if (!isByOperator(before)) return undefined;
  const left = before.suspensionReasons.filter((reason) => reason !== 'OPERATOR');
  return { status: left.length === 0 ? 'ACTIVE' : 'SUSPENDED', suspensionReasons: left };
}
