// How many requests match and what they cost: whole hours from their counts, and of the hours at both ends the lines themselves.
import type { Sql } from '../database/index.ts';
import { microCredits } from '../money/index.ts';
import { type Asked, asksForOpen, countsOf, linesOf, type Span, spanOf } from './matching-requests.ts';
import type { RequestedGenerations, RequestFilter, RequestSummary } from './requests.ts';
import { beginningOf, hourOf } from './time-of-id.ts';

interface Sums {
  readonly requests: bigint;
  readonly cost: bigint;
}

export async function summarizeRequests(
  sql: Sql,
  generations: Pick<RequestedGenerations, 'countOpen'>,
  asked: Asked,
): Promise<RequestSummary> {
  const { accountId, filter } = asked;
  const { hours, edges } = spansOf(filter);
  const open = asksForOpen(filter) ? generations.countOpen(accountId, filter) : 0;
  const parts = [
    ...(hours === undefined ? [] : [sumHours(sql, asked, hours)]),
    ...edges.map((edge) => sumLines(sql, asked, edge)),
  ];
  const sums = await Promise.all(parts);
  const requests = sums.reduce((sum, one) => sum + one.requests, 0n);
  return {
    requests: Number(requests) + (await open),
    cost: microCredits(sums.reduce((sum, one) => sum + one.cost, 0n)),
  };
}

/** Whole hours, and what is left of the first and the last one. */
function spansOf(filter: Pick<RequestFilter, 'from' | 'to'>): { hours: Span | undefined; edges: Span[] } {
  const span = spanOf(filter);
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

async function sumHours(sql: Sql, asked: Asked, hours: Span): Promise<Sums> {
  const sums = await countsOf(sql, asked, hours)
    .select(({ fn }) => [fn.sum<string | null>('requests').as('requests'), fn.sum<string | null>('cost').as('cost')])
    .executeTakeFirstOrThrow();
  return toSums(sums);
}

async function sumLines(sql: Sql, asked: Asked, span: Span): Promise<Sums> {
  const sums = await linesOf(sql, asked, span)
    .select(({ fn }) => [fn.countAll<string>().as('requests'), fn.sum<string | null>('cost').as('cost')])
    .executeTakeFirstOrThrow();
  return toSums(sums);
}

const toSums = ({ requests, cost }: { requests: string | null; cost: string | null }): Sums => ({
  requests: BigInt(requests ?? 0),
  cost: BigInt(cost ?? 0),
});
