// A link to the payment provider's own pages: invoices, cards, cancelling.

import { refuseReturnUrl } from '../checkout/decide-request.ts';
import { ensureCustomer, type WayOfPaying } from '../customers/customers.ts';
import { ProviderUnavailableError } from '../payments.ts';
import type { PurchaseContext } from '../purchase-context.ts';
import { NOT_RUNNING } from './decide-plan-change.ts';
import type { Plans, PortalOutcome } from './plans.ts';
import { readSubscriptions } from './sync-subscription.ts';

export async function openBillingPortal(
  context: PurchaseContext,
  { accountId, returnUrl }: Parameters<Plans['openBillingPortal']>[0],
): Promise<PortalOutcome> {
  const wrong = refuseReturnUrl('returnUrl', returnUrl, context.returnOrigins());
  if (wrong !== undefined) return { status: 'refused', refusal: wrong };
  try {
    const customerId = await ensureCustomer(context, accountId, await wayOfPaying(context, accountId));
    const url = await context.payments.openPortal({ customerId, returnUrl: returnUrl ?? context.publicUrl() });
    return { status: 'open', url };
  } catch (error) {
    if (!(error instanceof ProviderUnavailableError)) throw error;
    context.log.error({ reason: error.message }, 'the payment provider opened no billing portal');
    return { status: 'refused', refusal: { code: 'PAYMENT_PROVIDER_UNAVAILABLE' } };
  }
}

/**
 * The invoices of a postpaid account are those of a customer of its own, and shown on its page. A plan is changed where it is
 * paid.
 */
async function wayOfPaying({ accounts, database }: PurchaseContext, accountId: string): Promise<WayOfPaying> {
  const account = await accounts.find(accountId);
  if (account?.billingMode !== 'POSTPAID') return 'AT_ONCE';
  const subscriptions = await readSubscriptions(database, accountId);
  return subscriptions.some(({ status }) => !NOT_RUNNING.has(status)) ? 'AT_ONCE' : 'BY_INVOICE';
}
