// Pages of the log: what has ended from its table, what is under way from its generations, in one order.
import { firstIdAt, type Sql, withoutNulls } from '../database/index.ts';
import type { EndedRequestStatus, RequestTables } from './entities.ts';
import type {
  EndedRequest,
  LoggedRequest,
  RequestedGenerations,
  RequestFilter,
  RequestPage,
  RequestStatus,
} from './requests.ts';
import { millisecondsOf } from './time-of-id.ts';

const OPEN: readonly RequestStatus[] = ['PENDING', 'PROCESSING'];
const isOfEnded = (status: RequestStatus): status is EndedRequestStatus => !OPEN.includes(status);

/** Whether a request that made a generation which is under way can match. */
export const asksForOpen = ({ statuses, endpoints, to, from }: RequestFilter): boolean =>
  (statuses === undefined || statuses.some((status) => OPEN.includes(status))) &&
  (endpoints === undefined || endpoints.includes('GENERATE')) &&
  (to === undefined || to > from);

/** Undefined: of all; empty: of none. */
export const endedStatuses = (statuses: RequestFilter['statuses']): EndedRequestStatus[] | undefined =>
  statuses?.filter(isOfEnded);

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
  const { accountId, filter, limit, isBackward, beforeId, afterId } = page;
  const { from, to, apiKeyId, models, endpoints } = filter;
  const statuses = endedStatuses(filter.statuses);
  let query = sql
    .tables<RequestTables>()
    .selectFrom('logged_request')
    .where('accountId', '=', accountId)
    .where('id', '>=', firstIdAt(from.getTime()));
  if (to !== undefined) query = query.where('id', '<', firstIdAt(to.getTime()));
  if (beforeId !== undefined) query = query.where('id', '<', beforeId);
  if (afterId !== undefined) query = query.where('id', '>', afterId);
  if (apiKeyId !== undefined) query = query.where('apiKeyId', '=', apiKeyId);
  if (models !== undefined) query = query.where('model', 'in', [...models]);
  if (endpoints !== undefined) query = query.where('endpoint', 'in', [...endpoints]);
  if (statuses !== undefined) query = query.where('status', 'in', statuses);
  const order = isBackward ? 'asc' : 'desc';
  return (await query.selectAll().orderBy('id', order).limit(limit).execute()).map(withoutNulls);
}
