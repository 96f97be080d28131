import { Arg, Ctx, Field, ID, ObjectType, Query, Resolver } from 'type-graphql';
import type { OperatorActionKind } from '../../accounts/index.ts';
import { fromPublicId, toPublicId } from '../../callers/index.ts';
import type { GraphqlContext } from '../edge/context.ts';
import { badUserInput } from '../edge/errors/request-errors.ts';
import { GuardedBy } from '../edge/guard/scopes.ts';
import { DateTimeScalar } from '../edge/scalars.ts';
import { enumType } from '../edge/types.ts';

const OperatorActionKindEnum = enumType<OperatorActionKind>('OperatorActionKind', 'What an operator did.', {
  CREATE_API_KEY: 'Issued a key of the account.',
  REVOKE_API_KEY: 'Ended a key of the account.',
  ROTATE_API_KEY: 'Gave a key of the account another secret.',
});

@GuardedBy('OPERATOR')
@ObjectType('OperatorAction', { description: 'What an operator did to an account, and why.', simpleResolvers: true })
class OperatorActionType {
  @Field(() => OperatorActionKindEnum, { description: 'What was done.' })
  readonly action!: OperatorActionKind;

  @Field(() => ID, { description: "The operator's key that asked for it." })
  readonly operatorKeyId!: string;

  @Field(() => String, { nullable: true, description: 'Name of a new key, id of an ended one.' })
  readonly subject!: string | undefined;

  @Field(() => String, { description: 'Why.' })
  readonly reason!: string;

  @Field(() => DateTimeScalar, { description: 'When.' })
  readonly createdAt!: Date;
}

const MOST = 100;

@Resolver()
export class OperatorActionsResolver {
  @GuardedBy('OPERATOR')
  @Query(() => [OperatorActionType], {
    description: 'Operator: what operators did to the keys of an account, the newest 100 first.',
  })
  async operatorActions(
    @Arg('accountId', () => ID) id: string,
    @Ctx() { services }: GraphqlContext,
  ): Promise<OperatorActionType[]> {
    const accountId = fromPublicId('acct', id);
    if (accountId === undefined) throw badUserInput('accountId is the id of an account, "acct_…".');
    const actions = await services.accounts.operatorActions(accountId, MOST);
    return actions.map(({ operatorKeyId, ...action }) => ({
      ...action,
      operatorKeyId: toPublicId('key', operatorKeyId),
    }));
  }
}
