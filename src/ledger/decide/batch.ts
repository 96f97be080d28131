// The decision: (state, commands) -> (outcomes, what to write). Pure; the same for one command and for a thousand.
import { add, negate, sum, ZERO } from '../../money/index.ts';
import type { LedgerCommand } from '../commands.ts';
import type { Outcome } from '../outcomes.ts';
import type { LedgerTransaction } from '../transaction.ts';
import { decideAdd } from './add.ts';
import { decideLateCharge, decideRefundCharge } from './after-settlement.ts';
import { isExpired } from './burn-order.ts';
import { decideClawback, decideUndoClawback } from './clawback.ts';
import { decideRepay } from './credit-line.ts';
import { decideDeduct } from './deduct.ts';
import { type AccountDraft, assertBalanced, post, startDraft } from './draft.ts';
import { decideFreezeLot, decideReleaseLot } from './freeze.ts';
import { freezeAndCollect } from './freeze-and-collect.ts';
import { applied, refused, unchanged, withBalanceNow } from './outcome.ts';
import { decideReserve } from './reserve.ts';
import { decideSettle } from './settle.ts';
import type { AccountState } from './state.ts';

export interface BatchDecision {
  /** One per command, in the order of the commands. */
  readonly outcomes: readonly Outcome[];
  /** The accounts that changed, with what to write. */
  readonly drafts: readonly AccountDraft[];
}

/** Decides commands in the order of arrival. A command that does not fit is refused alone. */
export function decideBatch(
  states: ReadonlyMap<string, AccountState>,
  commands: readonly LedgerCommand[],
  now: Date,
): BatchDecision {
  const drafts = new Map<string, AccountDraft>();
  for (const [accountId, state] of states) drafts.set(accountId, startDraft(state, now));
  const outcomes = commands.map((command) => {
    const draft = drafts.get(command.accountId);
    if (draft === undefined) return refused({ code: 'WALLET_NOT_FOUND', accountId: command.accountId });
    const outcome = decide(draft, command);
    // Whatever came back to a disputed lot, or to an account that owes, is not there to be spent by the next command.
    return freezeAndCollect(draft) ? withBalanceNow(draft, outcome) : outcome;
  });
  const changed = [...drafts.values()].filter((draft) => draft.posted.length > 0);
  for (const draft of changed) assertBalanced(draft);
  return { outcomes, drafts: changed };
}

function decide(draft: AccountDraft, command: LedgerCommand): Outcome {
  const expired = expireDueLots(draft);
  switch (command.kind) {
    case 'add':
      return decideAdd(draft, command);
    case 'reserve':
      return decideReserve(draft, command);
    case 'charge':
    case 'refund':
      return decideSettle(draft, command);
    case 'lateCharge':
      return decideLateCharge(draft, command);
    case 'refundCharge':
      return decideRefundCharge(draft, command);
    case 'repay':
      return decideRepay(draft, command);
    case 'freezeLot':
      return decideFreezeLot(draft, command);
    case 'releaseLot':
      return decideReleaseLot(draft, command);
    case 'clawback':
      return decideClawback(draft, command);
    case 'deduct':
      return decideDeduct(draft, command);
    case 'undoClawback':
      return decideUndoClawback(draft, command);
    case 'expire':
      return expired === undefined ? unchanged(draft) : applied(draft, expired);
    default:
      return command satisfies never;
  }
}

/** Expires every due lot's remainder; what is reserved stays usable for its generation. */
function expireDueLots(draft: AccountDraft): LedgerTransaction | undefined {
  const due = draft.lots.filter((lot) => lot.remaining > 0n && isExpired(lot, draft.now));
  if (due.length === 0) return undefined;
  const shares = due.map((lot) => ({ lot: lot.number, amount: lot.remaining }));
  for (const lot of due) {
    lot.expired = add(lot.expired, lot.remaining);
    lot.remaining = ZERO;
    lot.isChanged = true;
  }
  return post(draft, {
    type: 'EXPIRE',
    amount: negate(sum(shares.map((share) => share.amount))),
    reservedChange: ZERO,
    lots: shares,
  });
}
