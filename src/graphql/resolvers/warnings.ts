import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import type { GraphqlContext } from '../context.ts';
import { invalidParameter } from '../errors/user-errors.ts';
import { GuardedBy } from '../guard/scopes.ts';
import { toWarnings } from '../translate/to-warnings.ts';
import { AccountType } from '../types/account.ts';
import { AccountWarningsType, ConfigureWarningsInput, ConfigureWarningsPayload } from '../types/warnings.ts';

@Resolver(() => AccountType)
export class WarningsResolver {
  @GuardedBy('BILLING_WRITE')
  @Mutation(() => ConfigureWarningsPayload, { description: 'Sets the balances below which the account is warned.' })
  async configureWarnings(
    @Arg('input', () => ConfigureWarningsInput) { thresholds }: ConfigureWarningsInput,
    @Ctx() { services, viewer, forget }: GraphqlContext,
  ): Promise<ConfigureWarningsPayload> {
    forget();
    const outcome = await services.purchases.warnings.configure({ accountId: viewer.account.id, thresholds });
    if (outcome.status === 'done') return { warnings: toWarnings(outcome.warnings), userErrors: [] };
    const { path, message, allowed } = outcome.refusal;
    return { warnings: undefined, userErrors: [invalidParameter(path, message, allowed)] };
  }

  @FieldResolver(() => AccountWarningsType, { description: 'Warnings before credits run out or expire.' })
  async warnings(@Root() { key }: AccountType, @Ctx() { services }: GraphqlContext): Promise<AccountWarningsType> {
    return toWarnings(await services.purchases.warnings.find(key));
  }
}
