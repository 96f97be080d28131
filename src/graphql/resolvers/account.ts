import { Ctx, Query, Resolver } from 'type-graphql';
import type { GraphqlContext } from '../context.ts';
import { toAccount } from '../translate/to-account.ts';
import { AccountType } from '../types/account.ts';

@Resolver()
export class AccountResolver {
  @Query(() => AccountType, { description: 'The account of the API key that asks.' })
  account(@Ctx() { viewer }: GraphqlContext): AccountType {
    return toAccount(viewer.account, viewer.plan);
  }
}
