// The customer's own page (https://docs.stripe.com/customer-management): change the card, switch the plan, cancel.
import type Stripe from 'stripe';
import { intervalText, priceText } from './invoice-line.ts';
import { html, type Markup, NOTHING } from './markup.ts';
import { renderPage } from './page.ts';
import { cardFields, cardHelp, dayOf, join, NOTICE, originsOf } from './page-parts.ts';
import { periodOf } from './subscription.ts';
import type { WebResponse } from './web.ts';

export interface PortalFacts {
  readonly session: Stripe.BillingPortal.Session;
  readonly card: Stripe.PaymentMethod.Card | undefined;
  readonly subscriptions: readonly Stripe.Subscription[];
  /** Plans to switch to, with their products' names. */
  readonly plans: readonly { readonly price: Stripe.Price; readonly name: string }[];
  readonly invoices: readonly Stripe.Invoice[];
  readonly problem: string | undefined;
}

export function portalPage(facts: PortalFacts): WebResponse {
  const { session, card, subscriptions, invoices, problem } = facts;
  const shown = card === undefined ? 'No card is saved.' : `${card.brand} ending in ${card.last4}`;
  const back =
    session.return_url === null
      ? NOTHING
      : html`<p class="back"><a href="${session.return_url}">Back to the shop</a></p>`;
  const note = problem === undefined ? NOTHING : html`<p class="bad" role="alert">${problem}</p>`;
  return renderPage({
    title: 'Billing (simulator)',
    formTargets: originsOf([session.return_url]),
    content: html`${NOTICE}
${note}
<h1>Billing</h1>
${join(subscriptions.map((subscription) => subscriptionPart(facts, subscription)))}
<h2>Card</h2>
<p>${shown}</p>
<form method="post" action="${session.id}/card">${cardFields()}<button>Change card</button></form>
${cardHelp()}
<h2>Invoices</h2>
${invoices.length === 0 ? html`<p class="soft">There are none yet.</p>` : html`<ul>${join(invoices.map(invoicePart))}</ul>`}
${back}`,
  });
}

function subscriptionPart({ session, plans }: PortalFacts, subscription: Stripe.Subscription): Markup {
  const { id, items, status, cancel_at_period_end: isEnding } = subscription;
  const current = items.data[0]?.price.id;
  const named = plans.find(({ price }) => price.id === current)?.name ?? 'Subscription';
  const { end } = periodOf(subscription);
  const words = isEnding ? `ends on ${dayOf(end)}` : `renews on ${dayOf(end)}`;
  const options = plans
    .filter(({ price }) => price.id !== current)
    .map(
      ({ price, name }) =>
        html`<option value="${price.id}">${name}, ${priceText(price.unit_amount ?? 0, price.currency)} / ${intervalText(price)}</option>`,
    );
  const plan = html`<form method="post" action="${session.id}/plan"><input type="hidden" name="subscription" value="${id}">
<label for="price-${id}">Another plan</label><select id="price-${id}" name="price">${join(options)}</select>
<button>Switch plan</button></form>`;
  const action = isEnding ? 'resume' : 'cancel';
  return html`<h2>${named}</h2>
<p>${status}, ${words}</p>
${options.length === 0 ? NOTHING : plan}
<form method="post" action="${session.id}/${action}"><input type="hidden" name="subscription" value="${id}">
<button class="plain">${isEnding ? 'Keep the subscription' : 'Cancel at the end of the period'}</button></form>`;
}

function invoicePart(invoice: Stripe.Invoice): Markup {
  const text = `${invoice.number ?? ''}: ${priceText(invoice.total, invoice.currency)}, ${String(invoice.status)}`;
  const { hosted_invoice_url: url } = invoice;
  if (url === null || url === undefined) return html`<li>${text}</li>`;
  return html`<li><a href="${url}">${text}</a></li>`;
}
