// What all transactions about one generation come to.
import type { Sql } from '../../database/index.ts';
import { type MicroCredits, negate, subtract, sum } from '../../money/index.ts';
import { type LedgerTables, toTransaction } from '../rows.ts';
import { FIRST_REFUND_STEP, type LedgerTransaction, type LotShare } from '../transaction.ts';

/** Undefined when nothing was ever reserved for a generation of this id in the account. */
export async function readGenerationSummary(
  sql: Sql,
  accountId: string,
  generationId: string,
): Promise<GenerationSummary | undefined> {
  const rows = await sql
    .tables<LedgerTables>()
    .selectFrom('ledger_transaction')
    .selectAll()
    .where('accountId', '=', accountId)
    .where('generationId', '=', generationId)
    .orderBy('sequence')
    .execute();
  const last = rows.at(-1);
  return last === undefined ? undefined : summarizeGeneration(rows.map(toTransaction), last.hash.toString('hex'));
}

export interface GenerationSummary {
  /** Oldest first; the first one is its reservation. */
  readonly transactions: readonly LedgerTransaction[];
  /** Chain hash of the last of them, in hexadecimal: it covers every earlier line of the account. */
  readonly hash: string;
  /** Micro-credits; always reserved = charged + refunded + stillReserved. */
  readonly reserved: MicroCredits;
  /** What left the wallet for good: charges, less what an operator gave back. */
  readonly charged: MicroCredits;
  /** What came back of the reservation, whichever way. */
  readonly refunded: MicroCredits;
  readonly stillReserved: MicroCredits;
  /** What each lot has paid, less what returned to it: together `charged`. Lots that paid nothing are left out. */
  readonly lots: readonly LotShare[];
}

/** `transactions`: all of one generation, oldest first, with its reservation. */
function summarizeGeneration(transactions: readonly LedgerTransaction[], hash: string): GenerationSummary {
  const reservations = transactions.filter(({ type }) => type === 'RESERVE');
  const reserved = sum(reservations.map(({ reservedChange }) => reservedChange));
  const stillReserved = sum(transactions.map(({ reservedChange }) => reservedChange));
  const available = sum(transactions.map(({ amount }) => amount));
  // Whatever is gone from both books of the wallet is with the gateway's revenue.
  const charged = negate(sum([available, stillReserved]));
  const refunded = subtract(subtract(reserved, charged), stillReserved);
  return { transactions, hash, reserved, charged, refunded, stillReserved, lots: paidShares(transactions) };
}

function paidShares(transactions: readonly LedgerTransaction[]): LotShare[] {
  const paid = new Map<number, MicroCredits>();
  for (const { type, step = 0, lots } of transactions) {
    const isGivenBack = type === 'REFUND' && step >= FIRST_REFUND_STEP;
    if (type !== 'CHARGE' && !isGivenBack) continue;
    for (const { lot, amount } of lots) {
      paid.set(lot, sum([paid.get(lot) ?? sum([]), isGivenBack ? negate(amount) : amount]));
    }
  }
  return [...paid].filter(([, amount]) => amount !== 0n).map(([lot, amount]) => ({ lot, amount }));
}
