// The simulator's checkout and receipt pages. Plain forms: they work without JavaScript.
import type Stripe from 'stripe';
import { formatMoney } from '../../../money/index.ts';
import { html, type Markup, NOTHING } from '../../pages/markup.ts';
import { renderPage } from '../../pages/page.ts';
import type { WebResponse } from '../../pages/web.ts';
import type { LineItem, StoredSession } from './stored-objects.ts';

const NOTICE = html`<p class="note" role="note"><strong>Simulator: no money moves.</strong>
This page stands in for Stripe Checkout.</p>`;

function priceText(minorUnits: number, currency: string): string {
  const code = currency.toUpperCase();
  return `${formatMoney({ minorUnits: BigInt(minorUnits), currency: code })} ${code}`;
}

function describeItems(lineItems: readonly LineItem[]): Markup {
  const items = lineItems.map(
    ({ name, description, quantity }) => html`<h1>${quantity === 1 ? name : `${quantity} × ${name}`}</h1>
<p class="soft">${description ?? ''}</p>`,
  );
  return { markup: items.map((item) => item.markup).join('\n') };
}

/** `lastError`: what the customer is told of the attempt before. */
export function openSessionPage(
  { object: session, lineItems }: StoredSession,
  lastError: string | undefined,
): WebResponse {
  const price = priceText(session.amount_total ?? 0, session.currency ?? '');
  const problem =
    lastError === undefined
      ? NOTHING
      : html`<p class="bad" role="alert">${lastError} Nothing was paid. You can try again.</p>`;
  const close =
    session.cancel_url === null
      ? NOTHING
      : html`<form method="post" action="${session.id}/close"><button class="plain">Close</button></form>`;
  return renderPage({
    title: `Pay ${price} (simulator)`,
    formTargets: [session.success_url, session.cancel_url].flatMap((url) =>
      url === null ? [] : [new URL(url).origin],
    ),
    content: html`${NOTICE}
${problem}
${describeItems(lineItems)}
<p class="price">${price}</p>
<form method="post" action="${session.id}/pay"><button class="main">Pay ${price}</button></form>
<form method="post" action="${session.id}/decline"><button>Decline the card</button></form>
${close}`,
  });
}

/** A session that is paid or expired. */
export function closedSessionPage({ object: session, lineItems }: StoredSession): WebResponse {
  const paid = session.status === 'complete';
  const back = paid ? session.success_url : session.cancel_url;
  const link = back === null ? NOTHING : html`<p><a href="${returnAddress(back, session.id)}">Back to the shop</a></p>`;
  return renderPage({
    title: paid ? 'Already paid (simulator)' : 'Checkout expired (simulator)',
    status: paid ? 200 : 410,
    content: html`${NOTICE}
${describeItems(lineItems)}
<p class="price">${paid ? 'Paid' : 'Expired'}</p>
<p>${paid ? 'This checkout is paid. It cannot be paid twice.' : 'This checkout is no longer open. Nothing was paid.'}</p>
${link}`,
  });
}

export function receiptPage(charge: Stripe.Charge): WebResponse {
  const price = priceText(charge.amount, charge.currency);
  const time = new Date(charge.created * 1000);
  return renderPage({
    title: `Receipt for ${price} (simulator)`,
    content: html`${NOTICE}
<h1>Receipt</h1>
<p class="soft">${charge.description ?? ''}</p>
<p class="price">${price}</p>
<p>Paid on <time datetime="${time.toISOString()}">${time.toISOString().slice(0, 10)}</time> with a simulated card.</p>
<p class="soft">${charge.id}</p>`,
  });
}

export function notFoundPage(): WebResponse {
  return renderPage({
    title: 'Not found (simulator)',
    status: 404,
    content: html`${NOTICE}
<h1>There is nothing here</h1>
<p>The address is not complete, or belongs to another database.</p>`,
  });
}

/** Stripe puts the session's id where the merchant's address asks for it. */
export function returnAddress(url: string, sessionId: string): string {
  return new URL(url.replaceAll('{CHECKOUT_SESSION_ID}', sessionId)).href;
}
