// An account's transactions as its owner looks for them: also by the models of their generations and by words, of which the ledger
// knows nothing. What is looked for by its kind is found by the index of the account's history, and what is newer than that as it is.
import type { Sql } from '../database/index.ts';
import { type LedgerTransaction, readTransactions, type TransactionPage } from '../ledger/index.ts';
import { countHistory } from './history/count-history.ts';
import { findSequences, type SequencesAsked } from './history/find-sequences.ts';
import { type HistoryFilter, isByKind, narrowingOf } from './history/history-filter.ts';
import { firstOf, type HistoryWindow, lastOf, readWindow } from './history/history-window.ts';

export interface StatementPage extends TransactionPage {
  readonly filter: HistoryFilter;
}

/** Newest first; with `afterSequence` those that come next after it, the oldest first. */
export async function listTransactions(sql: Sql, page: StatementPage): Promise<LedgerTransaction[]> {
  if (!isByKind(page.filter)) return readTransactions(sql, page, narrowingOf(page.filter));
  const window = await readWindow(sql, page.accountId, page.filter);
  return page.afterSequence === undefined
    ? listOlder(sql, page, window)
    : listNewer(sql, { ...page, afterSequence: page.afterSequence }, window);
}

async function listOlder(sql: Sql, page: StatementPage, window: HistoryWindow): Promise<LedgerTransaction[]> {
  const { limit, beforeSequence } = page;
  const newest = await readNotIndexed(sql, page, window);
  if (newest.length >= limit) return newest;
  const [first, last] = spanOf(window);
  const to = beforeSequence === undefined || beforeSequence > last ? last : beforeSequence - 1n;
  return [...newest, ...(await readIndexed(sql, page, { from: first, to, limit: limit - newest.length }))];
}

async function listNewer(
  sql: Sql,
  page: StatementPage & { readonly afterSequence: bigint },
  window: HistoryWindow,
): Promise<LedgerTransaction[]> {
  const { limit, afterSequence } = page;
  const [first, last] = spanOf(window);
  const from = afterSequence < first ? first : afterSequence + 1n;
  const indexed = await readIndexed(sql, page, { from, to: last, limit });
  if (indexed.length >= limit) return indexed;
  return [...indexed, ...(await readNotIndexed(sql, { ...page, limit: limit - indexed.length }, window))];
}

function readNotIndexed(sql: Sql, page: StatementPage, { indexedTo }: HistoryWindow): Promise<LedgerTransaction[]> {
  const narrow = narrowingOf(page.filter);
  return readTransactions(sql, page, (query) => narrow(query).where('sequence', '>', indexedTo));
}

/** The first and the last sequence of the blocks that the window touches. */
const spanOf = ({ first, last }: HistoryWindow): [bigint, bigint] => [firstOf(first), first > last ? 0n : lastOf(last)];

/** The index knows neither what was bought nor a moment to the millisecond: what does not match is passed over. */
const FOR_A_PURCHASE = 500;
const LEAST_AT_ONCE = 100;

type Part = Pick<SequencesAsked, 'from' | 'to' | 'limit'>;

async function readIndexed(sql: Sql, page: StatementPage, part: Part): Promise<LedgerTransaction[]> {
  const { accountId, filter, afterSequence } = page;
  const direction = afterSequence === undefined ? 'OLDER' : 'NEWER';
  const most = Math.max(part.limit, filter.purchaseId === undefined ? LEAST_AT_ONCE : FOR_A_PURCHASE);
  const found: LedgerTransaction[] = [];
  let { from, to } = part;
  while (found.length < part.limit) {
    const sequences = await findSequences(sql, { accountId, filter, from, to, direction, limit: most });
    const last = sequences.at(-1);
    if (last === undefined) return found;
    // By their numbers; everything else that is asked for is looked at again.
    const asked = { ...page, limit: sequences.length };
    found.push(...(await readTransactions(sql, asked, (query) => query.where('sequence', 'in', sequences))));
    if (sequences.length < most) break;
    if (direction === 'OLDER') to = last - 1n;
    else from = last + 1n;
  }
  return found.slice(0, part.limit);
}

/** A purchase has few transactions. */
const MOST_OF_A_PURCHASE = 10_000;

export async function countListed(sql: Sql, asked: Pick<StatementPage, 'accountId' | 'filter'>): Promise<number> {
  const { accountId, filter } = asked;
  if (filter.purchaseId === undefined) return countHistory(sql, accountId, filter);
  return (await listTransactions(sql, { accountId, filter, limit: MOST_OF_A_PURCHASE })).length;
}
