import { Arg, Ctx, ID, Query, Resolver } from 'type-graphql';
import type { GraphqlContext } from '../context.ts';
import { badUserInput } from '../errors/request-errors.ts';
import { GuardedBy } from '../guard/scopes.ts';
import { fromPublicId, toPublicId } from '../ids.ts';
import { OperatorActionType } from '../types/operator-action.ts';

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
