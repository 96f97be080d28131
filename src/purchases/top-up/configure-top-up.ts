// Keeps what a customer wants, with the payment method it is paid by. A payment method other than the declined one
// clears the breaker; the same one does not.
import type { ExpressionBuilder } from 'kysely';
import { toPublicId } from '../../database/index.ts';
import { CHECKOUT_CANCELED_PATH } from '../checkout/checkout-pages.ts';
import { CHECKOUT_DONE_PATH } from '../checkout/checkout-result.ts';
import { packsFor } from '../packs/pack-eligibility.ts';
import { ProviderUnavailableError } from '../payments.ts';
import { decideConfiguration, LEAST_COOL_DOWN_SECONDS } from './decide-configuration.ts';
import type { TopUpTables } from './entities.ts';
import { showTopUp } from './read-top-up.ts';
import type { ConfiguredTopUp, ConfigureTopUp, TopUpRefusal } from './top-up.ts';
import type { TopUpContext } from './top-up-context.ts';

interface PaymentSource {
  readonly customerId: string;
  readonly paymentMethodId: string;
}

export async function configureTopUp(context: TopUpContext, request: ConfigureTopUp): Promise<ConfiguredTopUp> {
  const account = await context.accounts.find(request.accountId);
  const isPostpaid = account?.billingMode === 'POSTPAID';
  const refusal = decideConfiguration({ ...request, isPostpaid }, packsFor(context.catalog, account?.planId));
  if (refusal !== undefined) return refused(refusal);
  if (!request.enabled) {
    await store(context, request, undefined);
    return done(context, request);
  }
  const customerId = await customerOf(context, request.accountId);
  if (customerId === undefined) return refused({ code: 'PAYMENT_PROVIDER_UNAVAILABLE' });
  const declined = await declinedMethod(context, request.accountId);
  const saved = await context.payments.savedPaymentMethod(customerId, declined);
  switch (saved.status) {
    case 'saved':
      await store(context, request, { customerId, paymentMethodId: saved.paymentMethodId });
      return done(context, request, customerId);
    case 'none':
      return refused({ code: 'PAYMENT_METHOD_MISSING' }, await setupUrl(context, request, customerId));
    case 'unavailable':
      context.log.error({ reason: saved.reason }, 'the payment provider showed no payment methods');
      return refused({ code: 'PAYMENT_PROVIDER_UNAVAILABLE' });
    default:
      return saved satisfies never;
  }
}

async function customerOf(context: TopUpContext, accountId: string): Promise<string | undefined> {
  try {
    return await context.customerOf(accountId);
  } catch (error) {
    if (!(error instanceof ProviderUnavailableError)) throw error;
    context.log.error({ reason: error.message }, 'the payment provider made no customer');
    return undefined;
  }
}

async function declinedMethod({ database }: TopUpContext, accountId: string): Promise<string | undefined> {
  const settings = database.tables<TopUpTables>().selectFrom('auto_top_up').where('accountId', '=', accountId);
  const row = await settings.select('declinedPaymentMethodId').executeTakeFirst();
  return row?.declinedPaymentMethodId ?? undefined;
}

/** `source`: undefined while it is switched off, which leaves the payment method as it was. */
async function store(
  { database, now }: TopUpContext,
  { accountId, ...request }: ConfigureTopUp,
  source: PaymentSource | undefined,
): Promise<void> {
  const at = now();
  const chosen = {
    enabled: request.enabled,
    threshold: request.threshold,
    packId: request.packId ?? null,
    target: request.target ?? null,
    monthlyCapMinorUnits: request.monthlyCap.minorUnits,
    currency: request.monthlyCap.currency,
    coolDownSeconds: request.coolDownSeconds ?? LEAST_COOL_DOWN_SECONDS,
    paysDebt: request.paysDebt ?? false,
    updatedAt: at,
    ...source,
  };
  await database
    .tables<TopUpTables>()
    .insertInto('auto_top_up')
    .values({ ...chosen, accountId, createdAt: at })
    .onConflict((conflict) =>
      conflict.column('accountId').doUpdateSet((by) => ({
        ...chosen,
        capUntil: null,
        capPublishedAt: null,
        ...(source === undefined ? {} : clearedByAnother(by, source)),
      })),
    )
    .execute();
}

/** The breaker, cleared when the payment method is another than the declined one. */
function clearedByAnother(by: ExpressionBuilder<TopUpTables, 'auto_top_up'>, { paymentMethodId }: PaymentSource) {
  const isAnother = by('auto_top_up.declinedPaymentMethodId', 'is distinct from', paymentMethodId);
  return {
    failures: by.case().when(isAnother).then(0).else(by.ref('auto_top_up.failures')).end(),
    retryAt: by.case().when(isAnother).then(null).else(by.ref('auto_top_up.retryAt')).end(),
    pausedReason: by.case().when(isAnother).then(null).else(by.ref('auto_top_up.pausedReason')).end(),
  };
}

/** Still paused: the link to a new payment method comes with it. */
async function done(context: TopUpContext, request: ConfigureTopUp, customerId?: string): Promise<ConfiguredTopUp> {
  const autoTopUp = await showTopUp(context, request.accountId);
  const needsMethod = customerId !== undefined && autoTopUp?.state === 'PAUSED';
  const url = needsMethod ? await setupUrl(context, request, customerId) : undefined;
  return { autoTopUp, refusal: undefined, setupUrl: url };
}

async function setupUrl(
  context: TopUpContext,
  { accountId, monthlyCap }: ConfigureTopUp,
  customerId: string,
): Promise<string | undefined> {
  const answer = await context.payments.openSetupCheckout({
    accountId: toPublicId('acct', accountId),
    customerId,
    currency: monthlyCap.currency,
    successUrl: `${context.publicUrl()}${CHECKOUT_DONE_PATH}`,
    cancelUrl: `${context.publicUrl()}${CHECKOUT_CANCELED_PATH}`,
  });
  if (answer.status === 'open') return answer.url;
  context.log.error({ reason: answer.reason }, 'the payment provider opened no page for a payment method');
  return undefined;
}

const refused = (refusal: TopUpRefusal, url?: string): ConfiguredTopUp => ({
  autoTopUp: undefined,
  refusal,
  setupUrl: url,
});
