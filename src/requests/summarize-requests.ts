// How many requests match and what they cost: whole hours from their counts, and of the hours at both ends the lines themselves.
import { firstIdAt, type Sql } from '../database/index.ts';
import { microCredits } from '../money/index.ts';
import type { RequestTables } from './entities.ts';
import { asksForOpen, endedStatuses } from './read-requests.ts';
import type { RequestedGenerations, RequestFilter, RequestSummary } from './requests.ts';
import { beginningOf, hourOf } from './time-of-id.ts';

/** Milliseconds; `to` is not part of it. */
interface Span {
  readonly from: number;
  readonly to: number;
}

interface Sums {
  readonly requests: bigint;
  readonly cost: bigint;
}

export async function summarizeRequests(
  sql: Sql,
  generations: Pick<RequestedGenerations, 'countOpen'>,
  { accountId, filter }: { readonly accountId: string; readonly filter: RequestFilter },
): Promise<RequestSummary> {
  const { hours, edges } = spansOf(filter);
  const open = asksForOpen(filter) ? generations.countOpen(accountId, filter) : 0;
  const parts = [
    ...(hours === undefined ? [] : [sumHours(sql, { accountId, filter }, hours)]),
    ...edges.map((edge) => sumLines(sql, { accountId, filter }, edge)),
  ];
  const sums = await Promise.all(parts);
  const requests = sums.reduce((sum, one) => sum + one.requests, 0n);
  return {
    requests: Number(requests) + (await open),
    cost: microCredits(sums.reduce((sum, one) => sum + one.cost, 0n)),
  };
}

/** Whole hours, and what is left of the first and the last one. */
function spansOf({ from, to }: Pick<RequestFilter, 'from' | 'to'>): { hours: Span | undefined; edges: Span[] } {
  const span = { from: from.getTime(), to: to?.getTime() ?? Number.POSITIVE_INFINITY };
  const first = -hourOf(-span.from);
  const last = hourOf(span.to);
  const edges = (
    first < last
      ? [
          { from: span.from, to: beginningOf(first) },
          { from: beginningOf(last), to: span.to },
        ]
      : [span]
  ).filter((edge) => edge.from < edge.to);
  return { hours: first < last ? { from: first, to: last } : undefined, edges };
}

interface Asked {
  readonly accountId: string;
  readonly filter: RequestFilter;
}

async function sumHours(sql: Sql, { accountId, filter }: Asked, { from, to }: Span): Promise<Sums> {
  const { apiKeyId, models, endpoints } = filter;
  const statuses = endedStatuses(filter.statuses);
  let query = sql
    .tables<RequestTables>()
    .selectFrom('request_count')
    .where('accountId', '=', accountId)
    .where('hour', '>=', from);
  if (Number.isFinite(to)) query = query.where('hour', '<', to);
  if (apiKeyId !== undefined) query = query.where('apiKeyId', '=', apiKeyId);
  if (models !== undefined) query = query.where('model', 'in', [...models]);
  if (endpoints !== undefined) query = query.where('endpoint', 'in', [...endpoints]);
  if (statuses !== undefined) query = query.where('status', 'in', statuses);
  const sums = await query
    .select(({ fn }) => [fn.sum<string | null>('requests').as('requests'), fn.sum<string | null>('cost').as('cost')])
    .executeTakeFirstOrThrow();
  return toSums(sums);
}

async function sumLines(sql: Sql, { accountId, filter }: Asked, { from, to }: Span): Promise<Sums> {
  const { apiKeyId, models, endpoints } = filter;
  const statuses = endedStatuses(filter.statuses);
  let query = sql
    .tables<RequestTables>()
    .selectFrom('logged_request')
    .where('accountId', '=', accountId)
    .where('id', '>=', firstIdAt(from));
  if (Number.isFinite(to)) query = query.where('id', '<', firstIdAt(to));
  if (apiKeyId !== undefined) query = query.where('apiKeyId', '=', apiKeyId);
  if (models !== undefined) query = query.where('model', 'in', [...models]);
  if (endpoints !== undefined) query = query.where('endpoint', 'in', [...endpoints]);
  if (statuses !== undefined) query = query.where('status', 'in', statuses);
  const sums = await query
    .select(({ fn }) => [fn.countAll<string>().as('requests'), fn.sum<string | null>('cost').as('cost')])
    .executeTakeFirstOrThrow();
  return toSums(sums);
}

const toSums = ({ requests, cost }: { requests: string | null; cost: string | null }): Sums => ({
  requests: BigInt(requests ?? 0),
  cost: BigInt(cost ?? 0),
});
