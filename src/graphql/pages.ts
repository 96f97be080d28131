// Pages of lists: reads `first` and `after`, and makes a Relay connection of what was found.
import type { CursorKind } from './cursors.ts';
import { badUserInput } from './errors/request-errors.ts';
import type { Connection } from './types/connection.ts';

export const LARGEST_PAGE = 100;
export const USUAL_PAGE = 50;

export interface PageArguments {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
}

export interface Page<Key> {
  readonly size: number;
  readonly after: Key | undefined;
}

/** Throws BAD_USER_INPUT for a size outside 1..100 and for a cursor that this list never gave out. */
export function readPage<Key>(page: PageArguments, cursors: CursorKind<Key>): Page<Key> {
  const size = page.first ?? USUAL_PAGE;
  checkPageSize(size);
  if (page.after === undefined || page.after === null) return { size, after: undefined };
  const after = cursors.read(page.after);
  if (after === undefined) throw badUserInput('after is not a cursor of this list.');
  return { size, after };
}

/** Throws BAD_USER_INPUT outside 1..100. */
export function checkPageSize(size: number): void {
  if (size >= 1 && size <= LARGEST_PAGE) return;
  throw badUserInput(`first has to be from 1 to ${LARGEST_PAGE}.`, [`1 to ${LARGEST_PAGE}`]);
}

export interface FoundPage<Row, Item> {
  /** Up to one more than the page's size: the one more only says that there is another page. */
  readonly rows: readonly Row[];
  readonly size: number;
  readonly toItem: (row: Row) => Item;
  readonly toCursor: (row: Row) => string;
  readonly totalCount?: () => Promise<number> | number;
}

export function toConnection<Row, Item>(found: FoundPage<Row, Item>): Connection<Item> {
  const shown = found.rows.slice(0, found.size);
  const edges = shown.map((row) => ({ cursor: found.toCursor(row), node: found.toItem(row) }));
  return {
    edges,
    nodes: edges.map((edge) => edge.node),
    pageInfo: { hasNextPage: found.rows.length > found.size, endCursor: edges.at(-1)?.cursor },
    totalCount: found.totalCount,
  };
}
