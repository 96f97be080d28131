import { Ctx, Query, Resolver } from 'type-graphql';
import type { GraphqlContext } from '../context.ts';
import { ForAnyKey } from '../guard/scopes.ts';
import { toCreditPack, toPlan } from '../translate/to-pack.ts';
import { CreditPackType, PlanType } from '../types/pack.ts';

@Resolver()
export class PacksResolver {
  @ForAnyKey()
  @Query(() => [CreditPackType], { description: 'The credit packs for sale.' })
  creditPacks(@Ctx() { services }: GraphqlContext): CreditPackType[] {
    return services.catalog.storefront.packs.map(toCreditPack);
  }

  @ForAnyKey()
  @Query(() => [PlanType], { description: 'The plans for sale.' })
  plans(@Ctx() { services }: GraphqlContext): PlanType[] {
    return services.catalog.storefront.plans.map(toPlan);
  }
}
