// Writes a reversal into the ledger. Every command has a key that the reversal decides, so that writing it again, from
// another process or after a crash, changes nothing.
import type { Sql, Transaction } from '../../database/index.ts';
import { companion, hashInput, type LedgerCommand, type Outcome } from '../../ledger/index.ts';
import { type MicroCredits, ZERO } from '../../money/index.ts';
import type { PurchaseContext } from '../purchase-context.ts';
import { isOfInvoice } from './payment-lot.ts';
import { type Reversal, type ReversalStatus, updateOf } from './reversal.ts';

interface Booked {
  readonly accountId: string;
  readonly id: string;
  readonly from: ReversalStatus;
  readonly to: ReversalStatus;
}

/** In the ledger's transaction: the credits and the row are one fact. */
async function writeBooked(tx: Transaction, all: readonly Booked[]): Promise<void> {
  for (const booked of all) await markBooked(tx, booked);
}

/** The ledger has it in any case; a row that has moved on since keeps its status. */
function markBooked(sql: Pick<Sql, 'tables'>, { from, to, ...reversal }: Booked): Promise<unknown> {
  return updateOf(sql, reversal)
    .set((by) => ({
      status: by.case().when('status', '=', from).then(to).else(by.ref('status')).end(),
      booked: to,
    }))
    .execute();
}

/** Where a reversal ends that brings nothing into the ledger; undefined for one that is not at its end. */
function silentEndOf({ kind, status, credits }: Reversal): ReversalStatus | undefined {
  if (kind === 'DISPUTE') return status;
  if (credits > 0n) return undefined;
  return status === 'RETURNING' ? 'FAILED' : 'DONE';
}

type Step = (
  reversal: Reversal,
  before: MicroCredits,
) => { readonly command: LedgerCommand; readonly to: ReversalStatus };

const keyed = (reversal: Reversal, key: string) => ({
  accountId: reversal.accountId,
  lot: reversal.lot,
  idempotencyKey: key,
  inputHash: hashInput({ id: reversal.id, credits: reversal.credits }),
  description: reversal.reason,
});

const take: Step = (reversal, clawedBackBefore) => {
  const isOurs = reversal.kind === 'OPERATOR_REFUND';
  const common = { kind: 'clawback', amount: reversal.credits, cause: isOurs ? 'UNUSED' : 'REFUNDED' } as const;
  return {
    command: { ...common, clawedBackBefore, ...keyed(reversal, `refund:${reversal.id}`) },
    to: isOurs ? 'TAKEN' : 'DONE',
  };
};

const giveBack: Step = (reversal) => ({
  command: {
    kind: 'undoClawback',
    amount: reversal.credits,
    ...keyed(reversal, `refund:${reversal.id}:undone`),
    description: 'The refund failed: its credits are back',
  },
  to: 'FAILED',
});

const freeze: Step = (reversal) => ({
  command: {
    kind: 'freezeLot',
    ...keyed(reversal, `dispute:${reversal.providerId ?? reversal.id}`),
    inputHash: hashInput({ id: reversal.id }),
    description: 'The payment is disputed',
  },
  to: 'OPEN',
});

const endDispute: Step = (reversal, clawedBackBefore) => {
  const isLost = reversal.status === 'LOST';
  const common = keyed(reversal, `dispute:${reversal.providerId ?? reversal.id}:over`);
  if (!isLost || reversal.credits === 0n) {
    const description = isLost ? 'The dispute was lost' : 'The dispute was won';
    return { command: { kind: 'releaseLot', ...common, description }, to: reversal.status };
  }
  const clawback = { kind: 'clawback', amount: reversal.credits, cause: 'DISPUTE_LOST', clawedBackBefore } as const;
  return { command: { ...clawback, ...common, description: 'The dispute was lost' }, to: 'LOST' };
};

/** A disputed invoice has nothing to hold: its credits were spent before it was written. */
const ofInvoice = ({ status, credits }: Reversal): Step[] => (status === 'LOST' && credits > 0n ? [endDispute] : []);

/** What leads from nothing to each status; steps that were made before have no effect again. */
function stepsOf(reversal: Reversal): Step[] {
  const { kind, status, credits } = reversal;
  if (kind === 'DISPUTE' && isOfInvoice(reversal)) return ofInvoice(reversal);
  if (kind === 'DISPUTE') return status === 'OPEN' ? [freeze] : [freeze, endDispute];
  if (credits === 0n) return [];
  switch (status) {
    case 'PENDING':
      return [take];
    case 'RETURNING':
      return [take, giveBack];
    default:
      return [];
  }
}

/**
 * `clawedBackBefore`: what earlier reversals took of the same payment; one of unused credits owes nothing, and need not say.
 * Undefined when the ledger has all of it; the refusal otherwise, after which nothing more was written.
 */
export async function bookReversal(
  context: Pick<PurchaseContext, 'database' | 'ledger'>,
  reversal: Reversal,
  clawedBackBefore: MicroCredits = ZERO,
): Promise<Extract<Outcome, { status: 'refused' }> | undefined> {
  if (reversal.booked === reversal.status) return undefined;
  const { accountId, id, status } = reversal;
  const steps = stepsOf(reversal);
  for (const step of steps) {
    const { command, to } = step(reversal, clawedBackBefore);
    // Only the last step moves the row on.
    const booked = { accountId, id, from: step === steps.at(-1) ? status : to, to };
    const outcome = await context.ledger.submit({ command, companion: companion(writeBooked, booked) });
    if (outcome.status === 'refused') return outcome;
    // A replay wrote no companion: the row may have moved on since.
    if (outcome.status === 'replayed') await markBooked(context.database, booked);
  }
  const to = steps.length === 0 ? silentEndOf(reversal) : undefined;
  if (to !== undefined) await markBooked(context.database, { accountId, id, from: status, to });
  return undefined;
}
