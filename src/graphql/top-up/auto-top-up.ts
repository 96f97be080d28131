import { Arg, Ctx, Field, FieldResolver, ID, InputType, Int, Mutation, ObjectType, Resolver, Root } from 'type-graphql';
import {
  type AnyUserError,
  checkLine,
  generalError,
  invalidParameter,
  parameterError,
  refuseSuspended,
  toPublicId,
} from '../../callers/index.ts';
import type { CreditPack } from '../../catalog/index.ts';
import { type MicroCredits, parseMoney } from '../../money/index.ts';
import type { AutoTopUp, ConfigureTopUp, TopUpAttempt, TopUpRefusal } from '../../purchases/index.ts';
import { AccountType } from '../accounts/types.ts';
import type { GraphqlContext } from '../edge/context.ts';
import { UserError } from '../edge/errors/user-errors.ts';
import { ForWhoAsked, GuardedBy } from '../edge/guard/scopes.ts';
import { CreditsScalar, DecimalScalar, UrlScalar } from '../edge/scalars.ts';
import { toMoney } from '../edge/types.ts';
import { toCreditPack } from '../packs/credit-pack.ts';
import { providerUnavailable } from '../packs/translate.ts';
import { AutoTopUpType, type TopUpAttemptType } from './types.ts';

@InputType({ description: 'An amount of a currency.' })
class MoneyInput {
  @Field(() => DecimalScalar, { description: 'In whole units: "37.50".' })
  readonly amount!: string;

  @Field(() => String, { description: 'ISO 4217 code: "USD".' })
  readonly currency!: string;
}

@InputType({ description: 'All settings of the automatic top-up: either a pack or a target.' })
class ConfigureAutoTopUpInput {
  @Field(() => Boolean, { description: 'Whether it is switched on.' })
  readonly enabled!: boolean;

  @Field(() => CreditsScalar, { description: 'Tops up when less than this is available; 0 or more.' })
  readonly threshold!: MicroCredits;

  @Field(() => ID, { nullable: true, description: 'Id of the credit pack to buy.' })
  readonly packId?: string | null;

  @Field(() => CreditsScalar, {
    nullable: true,
    description: 'How much should be available afterwards; at most the largest pack.',
  })
  readonly target?: MicroCredits | null;

  @Field(() => MoneyInput, { description: "The most it may ask for in a UTC month, in the pack's currency." })
  readonly monthlyCap!: MoneyInput;

  @Field(() => Int, { nullable: true, description: 'Least time between two charges in seconds; 3600 when absent.' })
  readonly coolDownSeconds?: number | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'True: charges the card also while credits are owed after a refund or a lost dispute. False when absent.',
  })
  readonly paysDebt?: boolean | null;

  @Field(() => Boolean, { nullable: true, description: 'True: tops up now too, within cool-down and cap.' })
  readonly now?: boolean | null;
}

@ForWhoAsked()
@ObjectType({ description: 'The automatic top-up as it is now, or why it was refused.', simpleResolvers: true })
class ConfigureAutoTopUpPayload {
  @Field(() => AutoTopUpType, { nullable: true, description: 'As it is now.' })
  readonly autoTopUp!: AutoTopUpType | undefined;

  @Field(() => UrlScalar, {
    nullable: true,
    description: 'Where to save a payment method, when that is what is needed; then configure again.',
  })
  readonly setupUrl!: string | undefined;

  @Field(() => [UserError], { description: 'Why it was refused; empty when it was not.' })
  readonly userErrors!: readonly UserError[];
}

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
    @Ctx() { loaders, services }: GraphqlContext,
  ): Promise<AutoTopUpType | undefined> {
    const found = await loaders(key).autoTopUp();
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

function toAutoTopUp(
  { settings, ...now }: AutoTopUp,
  packOf: (packId: string) => CreditPack | undefined,
): AutoTopUpType {
  const pack = settings.packId === undefined ? undefined : packOf(settings.packId);
  return {
    enabled: settings.enabled,
    threshold: settings.threshold,
    pack: pack === undefined ? undefined : toCreditPack(pack),
    target: settings.target,
    monthlyCap: toMoney(settings.monthlyCap),
    coolDownSeconds: settings.coolDownSeconds,
    paysDebt: settings.paysDebt,
    spentThisMonth: toMoney(now.spentThisMonth),
    countedThisMonth: toMoney(now.countedThisMonth),
    state: now.state,
    pausedReason: now.pausedReason,
    pausedMessage: now.pausedMessage,
    nextAttemptAt: now.nextAttemptAt,
    lastAttempts: now.lastAttempts.map(toTopUpAttempt),
  };
}

function toTopUpAttempt({ id, status, reason, credits, price, ...attempt }: TopUpAttempt): TopUpAttemptType {
  return {
    id: toPublicId('pur', id),
    status,
    reason: reason.kind,
    available: reason.available,
    threshold: reason.kind === 'BALANCE_BELOW_THRESHOLD' ? reason.threshold : undefined,
    shortfall: reason.kind === 'RESERVATION_REFUSED' ? reason.shortfall : undefined,
    credits,
    price: toMoney(price),
    declineCode: attempt.declineCode,
    message: attempt.message,
    createdAt: attempt.createdAt,
    endedAt: attempt.endedAt,
  };
}

function toTopUpError(refusal: TopUpRefusal): AnyUserError {
  const { code } = refusal;
  switch (code) {
    case 'INVALID_PARAMETER':
      return parameterError({ code, message: refusal.message, path: refusal.path }, refusal.allowed);
    case 'PACK_NOT_FOUND': {
      const message = `There is no credit pack "${refusal.packId}".`;
      return parameterError({ code, message, path: ['packId'] }, refusal.allowed);
    }
    case 'PAYMENT_METHOD_MISSING':
      return generalError({
        code,
        message: 'There is no saved payment method. Add one at setupUrl, then configure again.',
      });
    case 'PAYMENT_PROVIDER_UNAVAILABLE':
      return providerUnavailable();
    default:
      return refusal satisfies never;
  }
}
