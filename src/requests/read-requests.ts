// Pages of the log: what has ended from its table, what is under way from its generations, in one order.
import { type Sql, withoutNulls } from '../database/index.ts';
import { asksForOpen, linesOf, spanOf } from './matching-requests.ts';
import type { EndedRequest, LoggedRequest, RequestedGenerations, RequestPage } from './requests.ts';
import { millisecondsOf } from './time-of-id.ts';

export async function listRequests(
  sql: Sql,
  generations: Pick<RequestedGenerations, 'open'>,
  page: RequestPage,
): Promise<LoggedRequest[]> {
  // First those under way: one that ends in between is in both, and never in none.
  const open = asksForOpen(page.filter) ? await generations.open(page) : [];
  const ended = await readEnded(sql, page);
  const known = new Set(ended.map(({ id }) => id));
  const all = [...ended, ...open.filter(({ id }) => !known.has(id))];
  const sign = page.isBackward ? 1 : -1;
  const inOrder = all.sort((a, b) => (a.id < b.id ? -sign : sign)).slice(0, page.limit);
  return inOrder.map((one) => ({ ...one, createdAt: new Date(millisecondsOf(one.id)) }));
}

async function readEnded(sql: Sql, page: RequestPage): Promise<EndedRequest[]> {
  const { filter, limit, isBackward, beforeId, afterId } = page;
  let query = linesOf(sql, page, spanOf(filter));
  if (beforeId !== undefined) query = query.where('id', '<', beforeId);
  if (afterId !== undefined) query = query.where('id', '>', afterId);
  const order = isBackward ? 'asc' : 'desc';
  return (await query.selectAll().orderBy('id', order).limit(limit).execute()).map(withoutNulls);
}

/** Requests that may have come in within one millisecond. */
const MOST_AT_ONCE = 1_000;

/** One line, however far it is; undefined when it came in before `from`. */
export async function findRequest(
  sql: Sql,
  generations: Pick<RequestedGenerations, 'open'>,
  { accountId, id, from }: { readonly accountId: string; readonly id: string; readonly from: Date },
): Promise<LoggedRequest | undefined> {
  const at = millisecondsOf(id);
  if (at < from.getTime()) return undefined;
  const filter = { from: new Date(at), to: new Date(at + 1) };
  const page = { accountId, filter, limit: MOST_AT_ONCE, isBackward: false };
  return (await listRequests(sql, generations, page)).find((request) => request.id === id);
}
