// Keeps what a customer wants, with the payment method it is paid by. A payment method other than the declined one
// clears the breaker; the same one does not.
import { toPublicId } from '../../database/index.ts';
import { CHECKOUT_CANCELED_PATH } from '../checkout/checkout-pages.ts';
import { CHECKOUT_DONE_PATH } from '../checkout/checkout-result.ts';
import { packsFor } from '../packs/pack-eligibility.ts';
import { ProviderUnavailableError } from '../payments.ts';
import { decideConfiguration, LEAST_COOL_DOWN_SECONDS } from './decide-configuration.ts';
import { showTopUp } from './read-top-up.ts';
import type { ConfiguredTopUp, ConfigureTopUp, TopUpRefusal } from './top-up.ts';
import type { TopUpContext } from './top-up-context.ts';

interface PaymentSource {
  readonly customerId: string;
  readonly paymentMethodId: string;
}

const IS_ANOTHER = `excluded.payment_method_id <> coalesce(auto_top_up.declined_payment_method_id, '')`;

/** While it is switched off, the payment method stays as it was. */
const UPSERT = `insert into auto_top_up (account_id, enabled, threshold, pack_id, target, monthly_cap_minor_units,
    currency, cool_down_seconds, customer_id, payment_method_id, created_at, updated_at, pays_debt)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11, $12)
  on conflict (account_id) do update set
    enabled = excluded.enabled, threshold = excluded.threshold, pack_id = excluded.pack_id, target = excluded.target,
    monthly_cap_minor_units = excluded.monthly_cap_minor_units, currency = excluded.currency,
    cool_down_seconds = excluded.cool_down_seconds, pays_debt = excluded.pays_debt,
    cap_until = null, cap_told_at = null, updated_at = excluded.updated_at,
    customer_id = coalesce(excluded.customer_id, auto_top_up.customer_id),
    payment_method_id = coalesce(excluded.payment_method_id, auto_top_up.payment_method_id),
    failures = case when ${IS_ANOTHER} then 0 else auto_top_up.failures end,
    retry_at = case when ${IS_ANOTHER} then null else auto_top_up.retry_at end,
    paused_reason = case when ${IS_ANOTHER} then null else auto_top_up.paused_reason end`;

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
  const [row] = await database.rows<{ method: string | null }>(
    `select declined_payment_method_id as method from auto_top_up where account_id = $1`,
    [accountId],
  );
  return row?.method ?? undefined;
}

async function store(
  { database, now }: TopUpContext,
  request: ConfigureTopUp,
  source: PaymentSource | undefined,
): Promise<void> {
  await database.rows(UPSERT, [
    request.accountId,
    request.enabled,
    request.threshold,
    request.packId ?? null,
    request.target ?? null,
    request.monthlyCap.minorUnits,
    request.monthlyCap.currency,
    request.coolDownSeconds ?? LEAST_COOL_DOWN_SECONDS,
    source?.customerId ?? null,
    source?.paymentMethodId ?? null,
    now(),
    request.paysDebt ?? false,
  ]);
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
