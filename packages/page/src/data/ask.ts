// Queries, mutations and subscriptions of the page, by their generated documents.
import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { TypedDocumentString } from '../gql/graphql.ts';
import { useGateway } from './gateway.tsx';

type Values = Record<string, unknown>;

export interface AskOptions {
  /** False: not asked yet. */
  readonly when?: boolean;
  /** Asked again this often, while the page is looked at. */
  readonly everySeconds?: number;
  /** What was there stays while other variables are asked. */
  readonly keep?: boolean;
}

export function useAsk<Data, Variables extends Values>(
  document: TypedDocumentString<Data, Variables>,
  variables: Variables,
  { when = true, everySeconds, keep = false }: AskOptions = {},
) {
  const gateway = useGateway();
  return useQuery({
    queryKey: [nameOf(document), variables],
    queryFn: async ({ signal }) => await gateway.request(document, variables, { signal }),
    enabled: when,
    ...(everySeconds === undefined ? {} : { refetchInterval: everySeconds * 1_000 }),
    ...(keep ? { placeholderData: keepPreviousData } : {}),
  });
}

interface PageOf {
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor?: string | null };
}

export interface PagesOptions<Data> {
  /** Finds the connection in an answer. */
  readonly pick: (data: Data) => PageOf;
  readonly everySeconds?: number;
  /** What was read never changes: it is not read again, whatever else is. */
  readonly isFinal?: boolean;
}

/** Under which the pages of a connection are kept. */
export const pagesKey = <Data, Variables>(document: TypedDocumentString<Data, Variables>, variables: Variables) => [
  nameOf(document),
  'pages',
  variables,
];

/** A connection, page by page, asked again every so many seconds. */
export function useAskPages<Data, Variables extends Values & { after?: string | null }>(
  document: TypedDocumentString<Data, Variables>,
  variables: Variables,
  { pick, everySeconds, isFinal = false }: PagesOptions<Data>,
) {
  const gateway = useGateway();
  return useInfiniteQuery({
    queryKey: pagesKey(document, variables),
    queryFn: async ({ pageParam, signal }) =>
      await gateway.request(
        document,
        { ...variables, ...(pageParam === null ? {} : { after: pageParam }) },
        { signal },
      ),
    ...(everySeconds === undefined ? {} : { refetchInterval: everySeconds * 1_000 }),
    ...(isFinal ? { staleTime: 'static' as const } : {}),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => {
      const { hasNextPage, endCursor } = pick(last).pageInfo;
      return hasNextPage ? (endCursor ?? null) : undefined;
    },
  });
}

/** Runs a mutation; afterwards everything that is shown is read again. */
export function useTell<Data, Variables extends Values>(document: TypedDocumentString<Data, Variables>) {
  const gateway = useGateway();
  const queries = useQueryClient();
  const told = useMutation({
    mutationFn: async (variables: Variables) => await gateway.request(document, variables),
    onSettled: async () => await queries.invalidateQueries(),
  });
  const { mutateAsync } = told;
  /** The answer; undefined when there was none, of which `error` says why. */
  const tell = async (variables: Variables): Promise<Data | undefined> =>
    await mutateAsync(variables).catch(() => undefined);
  return { ...told, tell };
}

/** Follows a subscription while the view is there. What it sees is not kept here. */
export function useFollow<Data, Variables extends Values>(
  document: TypedDocumentString<Data, Variables>,
  variables: Variables,
  onEvent: (data: Data) => void,
) {
  const gateway = useGateway();
  const latest = useRef(onEvent);
  useEffect(() => {
    latest.current = onEvent;
  });
  const asked = JSON.stringify(variables);
  useEffect(() => {
    const events = gateway.subscribe(document, JSON.parse(asked) as Variables)[Symbol.asyncIterator]();
    let isOver = false;
    const follow = async (): Promise<void> => {
      for (let next = await events.next(); next.done !== true && !isOver; next = await events.next()) {
        latest.current(next.value);
      }
    };
    // A stream that cannot be had leaves the view as it was read; the client has tried again by itself.
    follow().catch(() => undefined);
    return () => {
      isOver = true;
      void events.return?.();
    };
  }, [gateway, document, asked]);
}

const nameOf = (document: { toString(): string }): string => document.toString();
