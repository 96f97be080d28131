// What is answered, in memory: as the rooms have it, and as the text that an answer has of it.
import { newId } from '../../src/database/index.ts';
import type { LedgerTransaction } from '../../src/ledger/index.ts';
import { formatCredits, microCredits } from '../../src/money/index.ts';

export const PAGE = 50;
const FIRST_MOMENT = Date.UTC(2026, 10, 1);
const MINUTE_MILLISECONDS = 60_000;

/** Newest first, one more than a page: it only says that there is another page. */
export function transactionsOf(accountId: string): LedgerTransaction[] {
  return Array.from({ length: PAGE + 1 }, (_, index) => transactionOf(accountId, 100_000 - index));
}

function transactionOf(accountId: string, number: number): LedgerTransaction {
  const isReservation = number % 2 === 0;
  const price = BigInt(4_000 + 521 * (number % 37));
  const [amount, reservedChange] = isReservation ? [-price, price] : [0n, -price];
  const reservedAfter = microCredits(isReservation ? price : 0n);
  return {
    accountId,
    sequence: BigInt(number),
    type: isReservation ? 'RESERVE' : 'CHARGE',
    amount: microCredits(amount),
    reservedChange: microCredits(reservedChange),
    availableAfter: microCredits(987_654_321n - BigInt(number) * 1_003n),
    reservedAfter,
    lots: [],
    generationId: newId(),
    step: isReservation ? 0 : 1,
    apiKeyId: newId(),
    purchaseId: undefined,
    idempotencyKey: undefined,
    inputHash: undefined,
    description: undefined,
    createdAt: new Date(FIRST_MOMENT + number * MINUTE_MILLISECONDS),
  };
}

/** Every value as the text that it is answered with: who is compared with is spared to write it. */
export interface PlainTransaction {
  readonly id: string;
  readonly sequence: string;
  readonly type: string;
  readonly amount: string;
  readonly balanceAfter: string;
  readonly reservedAfter: string;
  readonly description: string;
  readonly createdAt: string;
  readonly cursor: string;
}

export function plainTransactions(): PlainTransaction[] {
  return transactionsOf(newId()).map((row) => ({
    id: `txn_${row.sequence}`,
    sequence: String(row.sequence),
    type: row.type,
    amount: formatCredits(row.amount),
    balanceAfter: formatCredits(row.availableAfter),
    reservedAfter: formatCredits(row.reservedAfter),
    description: row.type === 'RESERVE' ? 'Set aside for a generation' : 'Charged 0.04 for a generation',
    createdAt: row.createdAt.toISOString(),
    cursor: Buffer.from(`transaction:${row.sequence}`).toString('base64url'),
  }));
}

export function plainBalance() {
  return {
    available: '999987.654321',
    reserved: '0.052',
    frozen: '0',
    debt: '0',
    expiringSoon: '12.5',
    sequence: '100000',
    asOf: new Date(FIRST_MOMENT).toISOString(),
  };
}
