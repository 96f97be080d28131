// Lists, as the Relay cursor specification has them. Forward only.
import { type ClassType, Field, Int, ObjectType } from 'type-graphql';
import { ForAnyKey, ForWhoAsked } from '../guard/scopes.ts';

@ForAnyKey()
@ObjectType({ description: 'Where a page stands in its list.', simpleResolvers: true })
export class PageInfo {
  @Field(() => Boolean, { description: 'Whether there is another page.' })
  readonly hasNextPage!: boolean;

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
  /** A function, so that it is counted only when a client selects it. */
  readonly totalCount: (() => Promise<number> | number) | undefined;
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

    @Field(() => Int, { nullable: true, description: 'The number of all matches; null where it is not counted.' })
    readonly totalCount!: Connection<Item>['totalCount'];
  }
  return ConnectionType;
}
