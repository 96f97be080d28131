import { transactionId } from '../../callers/index.ts';
import type { LedgerTransaction, TransactionType as Type } from '../../ledger/index.ts';
import { add, formatCredits, negate } from '../../money/index.ts';
import type { TransactionType } from './types.ts';

/** For transactions that were booked without words of their own; a charge says its amounts besides. */
const IN_WORDS: Readonly<Record<Type, string>> = {
  ADD: 'Credits added',
  RESERVE: 'Set aside for a generation',
  CHARGE: 'Charged for a generation',
  REFUND: 'Given back: nothing was charged for a generation',
  EXPIRE: 'Credits expired',
  ADJUST: 'Returned: the payment stands',
  FREEZE: 'Frozen while the payment is disputed',
  RELEASE: 'No longer frozen',
  CLAWBACK: 'Taken back after a payment was reversed',
  INVOICE: 'Invoice settled',
};

/** Types whose words contain these, whatever their case. */
export const typesCalled = (words: string): Type[] =>
  (Object.keys(IN_WORDS) as Type[]).filter((type) => IN_WORDS[type].toLowerCase().includes(words.toLowerCase()));

export function toTransaction(transaction: LedgerTransaction): TransactionType {
  return {
    __typename: 'Transaction',
    accountId: transaction.accountId,
    generationId: transaction.generationId,
    apiKeyId: transaction.apiKeyId,
    purchaseId: transaction.purchaseId,
    id: transactionId(transaction.sequence),
    sequence: String(transaction.sequence),
    type: transaction.type,
    amount: transaction.amount,
    balanceAfter: transaction.availableAfter,
    reservedAfter: transaction.reservedAfter,
    description: transaction.description ?? describe(transaction),
    createdAt: transaction.createdAt,
  };
}

/** The amount of a charge is only what returned: what was charged had left `available` with the reservation. */
function describe({ type, amount, reservedChange }: LedgerTransaction): string {
  if (type !== 'CHARGE') return IN_WORDS[type];
  const charged = formatCredits(negate(add(amount, reservedChange)));
  return amount === 0n
    ? `Charged ${charged} for a generation`
    : `Charged ${charged} for a generation, ${formatCredits(amount)} returned`;
}
