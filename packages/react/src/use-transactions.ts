import type { TollgateClient, Transaction, TransactionPage, TransactionsQueryVariables } from '@tollgate/client';
import { useCallback, useEffect, useRef, useState } from 'react';
import { asError } from './loaded.ts';
import { useTollgate } from './provider.ts';

export interface UseTransactionsOptions {
  /** How many at once, 1 to 100. 50 when absent. */
  readonly pageSize?: number;
  /** Which ones. A list that is narrowed is not live: read it again with `reload`. */
  readonly where?: TransactionsQueryVariables['where'];
}

export interface TransactionList {
  readonly status: 'loading' | 'ready' | 'failed';
  /** Newest first, without gaps between the pages that were read. */
  readonly transactions: readonly Transaction[];
  readonly error: Error | undefined;
  readonly hasMore: boolean;
  /** Reads the next older page; does nothing while one is read. */
  readonly loadMore: () => void;
  readonly reload: () => void;
}

interface Listed {
  readonly status: TransactionList['status'];
  readonly transactions: readonly Transaction[];
  readonly error: Error | undefined;
  readonly next: string | undefined;
}

const NOTHING: Listed = { status: 'loading', transactions: [], error: undefined, next: undefined };

/** The ledger: a page at a time, and what is posted from now on. */
export function useTransactions({ pageSize = 50, where }: UseTransactionsOptions = {}): TransactionList {
  const client = useTollgate();
  const [listed, setListed] = useState(NOTHING);
  const [round, setRound] = useState(0);
  const life = useRef<AbortController | undefined>(undefined);
  const more = useRef<string | undefined>(undefined);
  const question = JSON.stringify({ first: pageSize, where });

  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    life.current = controller;
    more.current = undefined;
    setListed(NOTHING);
    const asked = JSON.parse(question) as TransactionsQueryVariables;
    listen(client, asked, { signal, change: setListed }).catch((error: unknown) => {
      if (!signal.aborted) setListed((last) => fail(last, error));
    });
    return () => controller.abort();
  }, [client, question, round]);

  const { next } = listed;
  const loadMore = useCallback(() => {
    const signal = life.current?.signal;
    if (next === undefined || signal === undefined || more.current === next) return;
    more.current = next;
    const asked = { ...(JSON.parse(question) as TransactionsQueryVariables), after: next };
    client.transactions(asked, { signal }).then(
      (page) => {
        if (!signal.aborted) setListed((last) => append(last, page));
      },
      (error: unknown) => {
        if (signal.aborted) return;
        // It may be asked for again.
        more.current = undefined;
        setListed((last) => fail(last, error));
      },
    );
  }, [client, question, next]);
  const reload = useCallback(() => setRound((last) => last + 1), []);
  const { status, transactions, error } = listed;
  return { status, transactions, error, hasMore: next !== undefined, loadMore, reload };
}

interface Listening {
  readonly signal: AbortSignal;
  readonly change: (update: (last: Listed) => Listed) => void;
}

/** The newest page, then what is posted after its first line: nothing falls between the two. */
async function listen(
  client: TollgateClient,
  asked: TransactionsQueryVariables,
  { signal, change }: Listening,
): Promise<void> {
  const page = await client.transactions(asked, { signal });
  if (signal.aborted) return;
  change(() => append({ ...NOTHING, status: 'ready' }, page));
  if (asked.where !== undefined && asked.where !== null) return;
  const afterSequence = page.nodes[0]?.sequence ?? '0';
  for await (const transaction of client.followTransactions({ afterSequence, signal })) {
    change((last) => ({ ...last, transactions: [transaction, ...last.transactions] }));
  }
}

function append(last: Listed, { nodes, pageInfo }: TransactionPage): Listed {
  const next = pageInfo.hasNextPage ? (pageInfo.endCursor ?? undefined) : undefined;
  return { status: 'ready', error: undefined, transactions: [...last.transactions, ...nodes], next };
}

function fail(last: Listed, error: unknown): Listed {
  return { ...last, status: 'failed', error: asError(error) };
}
