// The ledger as a list that is only added to: older pages are read as they are scrolled to, and never again; what is new is read from
// the head, when the gateway says that something was posted. What was posted while the socket was lost is said afterwards.
import { type InfiniteData, useQueryClient } from '@tanstack/react-query';
import { useTollgate } from '@tollgate/react';
import { useEffect, useState } from 'react';
import { pagesKey, useAskPages } from '../../data/ask.ts';
import { type PlainGateway, useGateway } from '../../data/gateway.tsx';
import type { ResultOf } from '../../data/result-of.ts';
import type { TransactionWhere } from '../../gql/graphql.ts';
import { TRANSACTIONS } from './documents.ts';
import { pacing } from './pacing.ts';

type Answer = ResultOf<typeof TRANSACTIONS>;
type Page = Answer['transactions'];
export type Transaction = Page['nodes'][number];
type Pages = InfiniteData<Answer, string | null>;

/** When more than these are new, as after a night, the list begins anew. */
const MOST_NEW_PAGES = 5;
/** A busy account is not asked for each of its lines. */
const PAUSE_MILLISECONDS = 1_000;

/** What came since the pages were read. Beside them, since a page that is on its way would be put behind what was there before. */
interface Head extends Pick<Page, 'totalCount' | 'auditWindow'> {
  readonly question: string;
  readonly rows: readonly Transaction[];
}

export function useLedger(where: TransactionWhere) {
  const asked = useAskPages(TRANSACTIONS, { where }, { pick: ({ transactions }) => transactions, isFinal: true });
  const [last, setHead] = useState<Head>();
  const gateway = useGateway();
  const client = useTollgate();
  const queries = useQueryClient();
  const isThere = asked.data !== undefined;
  const question = JSON.stringify(where);
  useEffect(() => {
    if (!isThere) return undefined;
    const life = new AbortController();
    const { signal } = life;
    const narrowed = JSON.parse(question) as TransactionWhere;
    const key = pagesKey(TRANSACTIONS, { where: narrowed });
    let rows: readonly Transaction[] = [];
    const addNewer = pacing(PAUSE_MILLISECONDS, async () => {
      const newest = rows[0] ?? queries.getQueryData<Pages>(key)?.pages[0]?.transactions.nodes[0];
      const newer = await readNewer({ gateway, signal, where: narrowed }, newest?.id);
      rows = newer === undefined ? [] : [...newer.rows, ...rows];
      setHead(newer === undefined ? undefined : { ...newer, question, rows });
      if (newer === undefined) await queries.resetQueries({ queryKey: key, exact: true });
    });
    const follow = async (): Promise<void> => {
      // What is posted between the list and its following is read here, or said there.
      const { nodes } = await client.transactions({ first: 1 }, { signal });
      addNewer();
      const posted = client.followTransactions({ afterSequence: nodes[0]?.sequence ?? '0', signal });
      for (let next = await posted.next(); next.done !== true; next = await posted.next()) addNewer();
    };
    // One that cannot be had leaves the list as it was read.
    follow().catch(() => undefined);
    return () => {
      addNewer.end();
      life.abort();
    };
  }, [isThere, question, gateway, client, queries]);
  return { asked, head: last?.question === question ? last : undefined };
}

interface Asking {
  readonly gateway: PlainGateway;
  readonly signal: AbortSignal;
  readonly where: TransactionWhere;
}

/** What is newer than the newest that is known (undefined: none is), newest first; undefined: too much for that. */
async function readNewer(
  { gateway, signal, where }: Asking,
  newest: string | undefined,
): Promise<Omit<Head, 'question'> | undefined> {
  const rows: Transaction[] = [];
  let after: string | null = null;
  for (let page = 0; page < MOST_NEW_PAGES; page += 1) {
    const variables: { where: TransactionWhere; after?: string } = after === null ? { where } : { where, after };
    const { transactions }: Answer = await gateway.request(TRANSACTIONS, variables, { signal });
    const { nodes, pageInfo, totalCount, auditWindow } = transactions;
    const place = nodes.findIndex(({ id }) => id === newest);
    rows.push(...(place === -1 ? nodes : nodes.slice(0, place)));
    const isAll = newest === undefined && !pageInfo.hasNextPage;
    if (place !== -1 || isAll) return { rows, totalCount, auditWindow };
    if (!pageInfo.hasNextPage) return undefined;
    after = pageInfo.endCursor ?? null;
  }
  return undefined;
}
