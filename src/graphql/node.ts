import { Arg, Ctx, ID, Query, Resolver } from 'type-graphql';
import { readId } from '../callers/index.ts';
import type { GraphqlContext } from './edge/context.ts';
import { forbidden } from './edge/errors/request-errors.ts';
import { type ArgumentCheck, CheckedFirst } from './edge/guard/argument-checks.ts';
import { ForAnyKey, mayUse } from './edge/guard/scopes.ts';
import { Node } from './edge/types.ts';
import { findNamed, scopesToFind, TYPE_OF_KIND } from './find-named.ts';

@Resolver()
export class NodeResolver {
  @ForAnyKey()
  @CheckedFirst(ofReaders)
  @Query(() => Node, {
    nullable: true,
    description:
      "Anything with an id that is the account's own; null for ids that are unknown, malformed or another's.",
  })
  async node(@Arg('id', () => ID) id: string, @Ctx() context: GraphqlContext): Promise<Node | undefined> {
    const named = readId(id);
    return named === undefined ? undefined : findNamed(context, named);
  }
}

function ofReaders(...[given, { key }, schema]: Parameters<ArgumentCheck>): void {
  const named = readId(String(given['id']));
  if (named === undefined) return;
  const required = scopesToFind(schema, TYPE_OF_KIND[named.kind]);
  if (!mayUse(key, required)) throw forbidden('Query.node', required);
}
