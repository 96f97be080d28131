import { Field, ID, InterfaceType } from 'type-graphql';
import { OpenInterface } from '../guard/scopes.ts';

/** What the translators give every Node, so that its concrete type is known without a class instance. */
export interface Typed {
  readonly __typename: string;
}

@OpenInterface()
@InterfaceType({
  description: 'A thing with an id of its own, found again by node(id).',
  resolveType: (value: Typed) => value.__typename,
})
export abstract class Node {
  @Field(() => ID, { description: 'Opaque; unique across all types.' })
  readonly id!: string;
}
