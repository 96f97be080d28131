// Lists in pages, as the Relay cursor specification has them. Forward, and backward where a list says so.
import { ArgsType, type ClassType, Field, Int, ObjectType, Root } from 'type-graphql';
import type { CursorKind } from './cursors.ts';
import { badUserInput } from './errors/request-errors.ts';
import { ForAnyKey, ForWhoAsked } from './guard/scopes.ts';
import { AuditWindowType } from './plan-window.ts';

export const LARGEST_PAGE = 100;
export const USUAL_PAGE = 50;

export interface PageArguments {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
}

export interface PageBothWaysArguments extends PageArguments {
  readonly last?: number | null | undefined;
  readonly before?: string | null | undefined;
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
export function checkPageSize(size: number, name = 'first'): void {
  if (size >= 1 && size <= LARGEST_PAGE) return;
  throw badUserInput(`${name} has to be from 1 to ${LARGEST_PAGE}.`, [`1 to ${LARGEST_PAGE}`]);
}

export interface PageBothWays<Key> extends Page<Key> {
  /** Set when what comes before this place is asked for. */
  readonly before: Key | undefined;
}

/** The same for a list that can be read backward: `last` before a cursor. */
export function readPageBothWays<Key>(page: PageBothWaysArguments, cursors: CursorKind<Key>): PageBothWays<Key> {
  const { last, before: text } = page;
  if (isAbsent(last) && isAbsent(text)) return { ...readPage(page, cursors), before: undefined };
  if (isAbsent(last) || isAbsent(text) || !isAbsent(page.after)) {
    throw badUserInput('last and before belong together, without after: the page that comes before a cursor.');
  }
  checkPageSize(last, 'last');
  const before = cursors.read(text);
  if (before === undefined) throw badUserInput('before is not a cursor of this list.');
  return { size: last, after: undefined, before };
}

const isAbsent = (value: unknown): value is null | undefined => value === null || value === undefined;

export interface FoundPage<Row, Item> {
  /** Up to one more than the page's size: the one more only says that there is another page. */
  readonly rows: readonly Row[];
  readonly size: number;
  readonly toItem: (row: Row) => Item;
  readonly toCursor: (row: Row) => string;
  readonly totalCount?: () => Promise<number> | number;
  readonly auditWindow?: AuditWindowType;
  /** Whether something stands before the page, where it is known. */
  readonly hasPrevious?: boolean;
}

export function toConnection<Row, Item>(found: FoundPage<Row, Item>): Connection<Item> {
  const shown = found.rows.slice(0, found.size);
  const edges = shown.map((row) => ({ cursor: found.toCursor(row), node: found.toItem(row) }));
  return {
    edges,
    nodes: edges.map((edge) => edge.node),
    pageInfo: {
      hasNextPage: found.rows.length > found.size,
      hasPreviousPage: found.hasPrevious ?? false,
      startCursor: edges.at(0)?.cursor,
      endCursor: edges.at(-1)?.cursor,
    },
    auditWindow: found.auditWindow,
    count: found.totalCount,
  };
}

@ForAnyKey()
@ObjectType({ description: 'Where a page stands in its list.', simpleResolvers: true })
class PageInfo {
  @Field(() => Boolean, { description: 'Whether there is another page.' })
  readonly hasNextPage!: boolean;

  @Field(() => Boolean, { description: 'Whether there is a page before it; false where it is not known.' })
  readonly hasPreviousPage!: boolean;

  @Field(() => String, {
    nullable: true,
    description: 'Give it as `before`, where a list has that, to read the page before.',
  })
  readonly startCursor!: string | undefined;

  @Field(() => String, { nullable: true, description: 'Give it as `after` to read the next page.' })
  readonly endCursor!: string | undefined;
}

export interface Edge<Item> {
  readonly cursor: string;
  readonly node: Item;
}

export interface Connection<Item> {
  readonly edges: readonly Edge<Item>[];
  readonly nodes: readonly Item[];
  readonly pageInfo: PageInfo;
  /** Of a list that the plan's audit window bounds. */
  readonly auditWindow?: AuditWindowType | undefined;
  /** Asked only when a client selects `totalCount`. */
  readonly count: (() => Promise<number> | number) | undefined;
}

/** The edge and connection types of a node type. */
export function connectionType<Item extends object>(
  name: string,
  nodeType: ClassType<Item>,
): ClassType<Connection<Item>> {
  @ForWhoAsked()
  @ObjectType(`${name}Edge`, { description: 'One place in a list.', simpleResolvers: true })
  class EdgeType {
    @Field(() => String, { description: 'Opaque; give it as `after` to read on from here.' })
    readonly cursor!: string;

    @Field(() => nodeType, { description: 'What stands there.' })
    readonly node!: Item;
  }

  @ForWhoAsked()
  @ObjectType(`${name}Connection`, { description: 'One page of a list.', simpleResolvers: true })
  class ConnectionType {
    @Field(() => [EdgeType], { description: 'The page, with a cursor for each place.' })
    readonly edges!: readonly Edge<Item>[];

    @Field(() => [nodeType], { description: 'The page, without cursors.' })
    readonly nodes!: readonly Item[];

    @Field(() => PageInfo, { description: 'Whether and where the list goes on.' })
    readonly pageInfo!: PageInfo;

    readonly count!: Connection<Item>['count'];

    @Field(() => Int, { nullable: true, description: 'The number of all matches; null where it is not counted.' })
    totalCount(@Root() page: Connection<Item>): Promise<number> | number | undefined {
      return page.count?.();
    }

    @Field(() => AuditWindowType, {
      nullable: true,
      description: 'How far back the list goes; null for one that no plan bounds.',
    })
    readonly auditWindow!: AuditWindowType | undefined;
  }
  return ConnectionType;
}

@ArgsType()
export class PageOf {
  @Field(() => Int, { nullable: true, defaultValue: USUAL_PAGE, description: 'How many, 1 to 100.' })
  readonly first?: number | null;

  @Field(() => String, { nullable: true, description: 'The endCursor of the page before.' })
  readonly after?: string | null;
}

/** The same for a list that can be read backward. */
@ArgsType()
export class PageOfBothWays extends PageOf {
  @Field(() => Int, {
    nullable: true,
    description: 'How many of the page before `before`, 1 to 100; instead of `first`.',
  })
  readonly last?: number | null;

  @Field(() => String, { nullable: true, description: 'The startCursor of the page after.' })
  readonly before?: string | null;
}
