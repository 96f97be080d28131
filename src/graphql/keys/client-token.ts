import { Field, ID, ObjectType } from 'type-graphql';
import type { ClientToken, Scope } from '../../keys/index.ts';
import { ForAnyKey } from '../edge/guard/scopes.ts';
import { DateTimeScalar } from '../edge/scalars.ts';
import { ScopeEnum } from './types.ts';

@ForAnyKey()
@ObjectType('ClientToken', {
  description: 'A token that stands for an API key in a browser: for less than the key, and for an hour at most.',
  simpleResolvers: true,
})
export class ClientTokenType {
  @Field(() => ID, { description: 'Its id (`jti`).' })
  readonly id!: string;

  @Field(() => [ScopeEnum], { description: 'What it may do, of what its key may do now.' })
  readonly scopes!: readonly Scope[];

  @Field(() => DateTimeScalar, { description: 'When it stops working, if its key does not before.' })
  readonly expiresAt!: Date;

  @Field(() => String, { nullable: true, description: 'Whom it was made for (`sub`), as who made it calls them.' })
  readonly endUser!: string | undefined;

  @Field(() => String, { nullable: true, description: 'Who signed it (`iss`); null: this gateway.' })
  readonly issuer!: string | undefined;
}

export function toClientToken(
  { id, expiresAt, endUser, issuer }: ClientToken,
  scopes: readonly Scope[],
): ClientTokenType {
  return { id, scopes, expiresAt, endUser, issuer };
}
