import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { GraphqlContext } from '../context.ts';
import { toBillingModeError, unknownAccount } from '../errors/to-billing-mode-error.ts';
import { GuardedBy } from '../guard/scopes.ts';
import { fromPublicId } from '../ids.ts';
import { toAccount } from '../translate/to-account.ts';
import { SetBillingModeInput, SetBillingModePayload } from '../types/invoice.ts';
import type { AnyUserError } from '../types/user-errors.ts';

@Resolver()
export class SetBillingModeResolver {
  @GuardedBy('OPERATOR')
  @Mutation(() => SetBillingModePayload, {
    description:
      'Operator: lets an account pay by monthly invoice up to a credit limit, changes the limit, or ends it.',
  })
  setBillingMode(
    @Arg('input', () => SetBillingModeInput) input: SetBillingModeInput,
    @Ctx() context: GraphqlContext,
  ): Promise<SetBillingModePayload> {
    context.forget();
    return setBillingMode(context, input);
  }
}

async function setBillingMode(
  { services }: GraphqlContext,
  { accountId: publicId, mode, creditLimit }: SetBillingModeInput,
): Promise<SetBillingModePayload> {
  const accountId = fromPublicId('acct', publicId);
  if (accountId === undefined) return refused(unknownAccount());
  const outcome = await services.invoices.setBillingMode({ accountId, mode, creditLimit: creditLimit ?? undefined });
  if (outcome.status === 'refused') return refused(toBillingModeError(outcome.refusal));
  const account = await services.accounts.find(accountId);
  const plan = account === undefined ? undefined : services.catalog.plan(account.planId);
  if (account === undefined || plan === undefined) throw new Error(`account ${publicId} has gone, or its plan has`);
  return { account: toAccount(account, plan), writtenOff: outcome.writtenOff, userErrors: [] };
}

const refused = (error: AnyUserError): SetBillingModePayload => ({
  account: undefined,
  writtenOff: undefined,
  userErrors: [error],
});
