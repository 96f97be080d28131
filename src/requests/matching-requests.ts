// What a filter means, once for all that reads by it: lines, and counts of lines.
import { firstIdAt, type Sql } from '../database/index.ts';
import type { EndedRequestStatus, RequestTables } from './entities.ts';
import type { RequestFilter, RequestStatus } from './requests.ts';

export interface Asked {
  readonly accountId: string;
  readonly filter: RequestFilter;
}

/** Milliseconds; `to` is not part of it. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

const OPEN: readonly RequestStatus[] = ['PENDING', 'PROCESSING'];
const isOfEnded = (status: RequestStatus): status is EndedRequestStatus => !OPEN.includes(status);

/** Whether a request that made a generation which is under way can match. */
export const asksForOpen = ({ statuses, endpoints, to, from }: RequestFilter): boolean =>
  (statuses === undefined || statuses.some((status) => OPEN.includes(status))) &&
  (endpoints === undefined || endpoints.includes('GENERATE')) &&
  (to === undefined || to > from);

/** A query of a table that has these columns. */
interface Narrowable<Query> {
  where(
    column: 'accountId' | 'apiKeyId' | 'model' | 'endpoint' | 'status',
    operator: '=' | 'in',
    value: unknown,
  ): Query;
}

/** All of a filter but its time, which lines and counts have in different columns. */
function narrowed<Query extends Narrowable<Query>>(query: Query, { accountId, filter }: Asked): Query {
  const { apiKeyId, models, endpoints, statuses } = filter;
  let matching = query.where('accountId', '=', accountId);
  if (apiKeyId !== undefined) matching = matching.where('apiKeyId', '=', apiKeyId);
  if (models !== undefined) matching = matching.where('model', 'in', [...models]);
  if (endpoints !== undefined) matching = matching.where('endpoint', 'in', [...endpoints]);
  // Those under way have no line: of none of the ended ones there is none.
  if (statuses !== undefined) matching = matching.where('status', 'in', statuses.filter(isOfEnded));
  return matching;
}

export function linesOf(sql: Sql, asked: Asked, { from, to }: Span) {
  const lines = narrowed(sql.tables<RequestTables>().selectFrom('logged_request'), asked);
  const since = lines.where('id', '>=', firstIdAt(from));
  return Number.isFinite(to) ? since.where('id', '<', firstIdAt(to)) : since;
}

/** Whole hours. */
export function countsOf(sql: Sql, asked: Asked, { from, to }: Span) {
  const counts = narrowed(sql.tables<RequestTables>().selectFrom('request_count'), asked);
  const since = counts.where('hour', '>=', from);
  return Number.isFinite(to) ? since.where('hour', '<', to) : since;
}

export const spanOf = ({ from, to }: Pick<RequestFilter, 'from' | 'to'>): Span => ({
  from: from.getTime(),
  to: to?.getTime() ?? Number.POSITIVE_INFINITY,
});
