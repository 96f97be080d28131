// How many requests there were, by what they asked for and what they were answered: of accepted ones the counts of whole hours, of
// refused ones the lines, which alone say why.
import type { Sql } from '../database/index.ts';
import { countsOf, linesOf } from './matching-requests.ts';
import type { RequestCounts, RequestedGenerations } from './requests.ts';
import { beginningOf, hourOf } from './time-of-id.ts';

interface CountsAsked {
  readonly accountId: string;
  readonly from: Date;
}

const ACCEPTED = ['COMPLETED', 'UPSTREAM_FAILURE', 'CANCELED'] as const;
const REFUSED = ['REJECTED'] as const;

/** From the beginning of the hour that `from` falls into. */
export async function countRequests(
  sql: Sql,
  generations: Pick<RequestedGenerations, 'countOpen'>,
  { accountId, from }: CountsAsked,
): Promise<RequestCounts[]> {
  const hour = hourOf(from.getTime());
  const begins = beginningOf(hour);
  const filter = { from: new Date(begins) };
  const endless = Number.POSITIVE_INFINITY;
  const accepted = countsOf(sql, { accountId, filter: { ...filter, statuses: ACCEPTED } }, { from: hour, to: endless })
    .select(({ fn }) => ['endpoint', fn.sum<string>('requests').as('requests')])
    .groupBy('endpoint')
    .execute();
  const refused = linesOf(sql, { accountId, filter: { ...filter, statuses: REFUSED } }, { from: begins, to: endless })
    .select(({ fn }) => ['endpoint', 'errorCode', fn.countAll<string>().as('requests')])
    .groupBy(['endpoint', 'errorCode'])
    .execute();
  const [ofAccepted, ofRefused, open] = await Promise.all([
    accepted,
    refused,
    generations.countOpen(accountId, filter),
  ]);
  return [
    ...ofAccepted.map(({ endpoint, requests }) => ({ endpoint, errorCode: undefined, requests: Number(requests) })),
    ...(open === 0 ? [] : [{ endpoint: 'GENERATE' as const, errorCode: undefined, requests: open }]),
    ...ofRefused.map(({ endpoint, errorCode, requests }) => ({
      endpoint,
      errorCode: errorCode ?? 'UNKNOWN',
      requests: Number(requests),
    })),
  ];
}
