import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { parseMoney } from '../../money/index.ts';
import type { ConfigureTopUp } from '../../purchases/index.ts';
import type { GraphqlContext } from '../context.ts';
import { refuseSuspended } from '../errors/refuse-suspended.ts';
import { toTopUpError } from '../errors/to-top-up-error.ts';
import { invalidParameter } from '../errors/user-errors.ts';
import { GuardedBy } from '../guard/scopes.ts';
import { checkLine } from '../input/check-text.ts';
import { toAutoTopUp } from '../translate/to-auto-top-up.ts';
import { AccountType } from '../types/account.ts';
import { AutoTopUpType, ConfigureAutoTopUpInput, ConfigureAutoTopUpPayload } from '../types/auto-top-up.ts';
import type { AnyUserError } from '../types/user-errors.ts';

const LONGEST_PACK_ID = 100;

@Resolver(() => AccountType)
export class AutoTopUpResolver {
  @GuardedBy('BILLING_WRITE')
  @Mutation(() => ConfigureAutoTopUpPayload, {
    description: 'Sets the automatic top-up. With another payment method than the declined one, it resumes.',
  })
  configureAutoTopUp(
    @Arg('input', () => ConfigureAutoTopUpInput) input: ConfigureAutoTopUpInput,
    @Ctx() context: GraphqlContext,
  ): Promise<ConfigureAutoTopUpPayload> {
    context.forget();
    return configureAutoTopUp(context, input);
  }

  @FieldResolver(() => AutoTopUpType, { nullable: true, description: 'Null when it was never configured.' })
  async autoTopUp(
    @Root() { key }: AccountType,
    @Ctx() { services }: GraphqlContext,
  ): Promise<AutoTopUpType | undefined> {
    const found = await services.purchases.topUps.find(key);
    return found === undefined ? undefined : toAutoTopUp(found, (id) => services.catalog.pack(id));
  }
}

async function configureAutoTopUp(
  context: GraphqlContext,
  input: ConfigureAutoTopUpInput,
): Promise<ConfigureAutoTopUpPayload> {
  const { services, viewer } = context;
  const suspended = await refuseSuspended(context);
  if (suspended !== undefined) return refused(suspended);
  const request = toRequest(viewer.account.id, input);
  if ('userError' in request) return refused(request.userError);
  const { autoTopUp, refusal, setupUrl } = await services.purchases.topUps.configure(request);
  if (refusal !== undefined) return refused(toTopUpError(refusal), setupUrl);
  return {
    autoTopUp: autoTopUp === undefined ? undefined : toAutoTopUp(autoTopUp, (id) => services.catalog.pack(id)),
    setupUrl,
    userErrors: [],
  };
}

function toRequest(
  accountId: string,
  { enabled, threshold, packId, target, monthlyCap, coolDownSeconds, paysDebt, now }: ConfigureAutoTopUpInput,
): ConfigureTopUp | { readonly userError: AnyUserError } {
  const wrong = typeof packId === 'string' ? checkLine('packId', packId, LONGEST_PACK_ID) : undefined;
  if (wrong !== undefined) return { userError: wrong };
  const cap = parseMoney(monthlyCap.amount, monthlyCap.currency);
  if (cap === undefined) {
    const message = 'The monthly cap is an amount with at most the digits of its currency, one that Stripe takes.';
    return { userError: invalidParameter(['monthlyCap'], message, ['{ amount: "100.00", currency: "USD" }']) };
  }
  return {
    accountId,
    enabled,
    threshold,
    packId: packId ?? undefined,
    target: target ?? undefined,
    monthlyCap: cap,
    coolDownSeconds: coolDownSeconds ?? undefined,
    paysDebt: paysDebt ?? undefined,
    now: now ?? undefined,
  };
}

function refused(error: AnyUserError, setupUrl?: string): ConfigureAutoTopUpPayload {
  return { autoTopUp: undefined, setupUrl, userErrors: [error] };
}
