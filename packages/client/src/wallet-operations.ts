// What an account has, what happened to it, and what it was used for.
import type { Connection, RequestOptions } from './connection.ts';
import { following } from './following.ts';
import {
  BalanceDocument,
  type BalanceFieldsFragment,
  BalanceSequenceDocument,
  BalanceUpdatedDocument,
  type LotFieldsFragment,
  LotsDocument,
  type TransactionFieldsFragment,
  TransactionPostedDocument,
  TransactionsDocument,
  type TransactionsQuery,
  type TransactionsQueryVariables,
  UsageDocument,
  type UsageQuery,
  type UsageQueryVariables,
} from './gql/graphql.ts';

export type Balance = BalanceFieldsFragment;
export type CreditLot = LotFieldsFragment;
export type Transaction = TransactionFieldsFragment;
export type TransactionPage = TransactionsQuery['transactions'];
export type UsageReport = UsageQuery['usage'];

type Signal = Pick<RequestOptions, 'signal'>;

export interface FollowTransactionsOptions extends Signal {
  /** The sequence number of the last transaction that is known already: "0" for all. From now on when absent. */
  readonly afterSequence?: string | undefined;
}

export interface WalletOperations {
  balance(options?: Signal): Promise<Balance>;
  /** Lots in the order they will be spent; `after` is the id of the last one of the page before. */
  lots(page?: { readonly first?: number; readonly after?: string }, options?: Signal): Promise<readonly CreditLot[]>;
  /** The balance as it is now, then whenever it changes. */
  followBalance(options?: Signal): AsyncIterableIterator<Balance>;
  /** A page of the ledger, newest first. */
  transactions(page?: TransactionsQueryVariables, options?: Signal): Promise<TransactionPage>;
  /** Every transaction, in order, none missing and none twice, over all losses of the socket. */
  followTransactions(options?: FollowTransactionsOptions): AsyncIterableIterator<Transaction>;
  /** What was used in the last days (30), or in those of a span. */
  usage(span?: UsageQueryVariables, options?: Signal): Promise<UsageReport>;
}

export function walletOperations(connection: Connection): WalletOperations {
  return {
    balance: async (options) => (await connection.request(BalanceDocument, {}, options)).balance,
    lots: async (page = {}, options) => (await connection.request(LotsDocument, page, options)).balance.lots,
    followBalance: (options) => followBalance(connection, options),
    transactions: async (page = {}, options) =>
      (await connection.request(TransactionsDocument, page, options)).transactions,
    followTransactions: (options) => followTransactions(connection, options),
    usage: async (span = {}, options) => (await connection.request(UsageDocument, span, options)).usage,
  };
}

function followBalance(connection: Connection, options: Signal = {}): AsyncIterableIterator<Balance> {
  return following([options.signal], async function* (signal) {
    for await (const { balanceUpdated } of connection.subscribe(BalanceUpdatedDocument, {}, { signal })) {
      yield balanceUpdated;
    }
  });
}

function followTransactions(
  connection: Connection,
  { afterSequence, signal: outer }: FollowTransactionsOptions = {},
): AsyncIterableIterator<Transaction> {
  return following([outer], async function* (signal) {
    let last = afterSequence ?? (await lastSequence(connection, signal));
    const events = connection.subscribe(
      TransactionPostedDocument,
      { afterSequence: last },
      { signal, resume: ({ transactionPosted }) => ({ afterSequence: transactionPosted.sequence }) },
    );
    for await (const { transactionPosted } of events) {
      if (BigInt(transactionPosted.sequence) <= BigInt(last)) continue;
      last = transactionPosted.sequence;
      yield transactionPosted;
    }
  });
}

/**
 * "From now on" must be a number: a socket that is lost before the first event would begin anew, and miss what came in between.
 */
async function lastSequence(connection: Connection, signal: AbortSignal): Promise<string> {
  const { balance } = await connection.request(BalanceSequenceDocument, {}, { signal });
  return balance.sequence;
}
