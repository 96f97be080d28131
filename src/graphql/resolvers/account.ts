import { Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { MicroCredits } from '../../money/index.ts';
import type { GraphqlContext } from '../context.ts';
import { CreditsScalar } from '../scalars/index.ts';
import { toAccount } from '../translate/to-account.ts';
import { AccountType } from '../types/account.ts';

@Resolver(() => AccountType)
export class AccountResolver {
  @Query(() => AccountType, { description: 'The account of the API key that asks.' })
  account(@Ctx() { viewer }: GraphqlContext): AccountType {
    return toAccount(viewer.account, viewer.plan);
  }

  @FieldResolver(() => CreditsScalar, {
    description: 'Postpaid: how much may be spent beyond the credits there are, until it is invoiced; 0 for prepaid.',
  })
  async creditLimit(@Root() { key }: AccountType, @Ctx() context: GraphqlContext): Promise<MicroCredits> {
    return (await context.loaders(key).balance()).creditLimit;
  }
}
