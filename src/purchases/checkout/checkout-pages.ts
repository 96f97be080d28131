// Where customers land after a checkout when the application names no pages of its own.

import { html, type Markup, renderPage, type WebRequest, type WebResponse } from '../../web-pages/index.ts';
import { CHECKOUT_DONE_PATH, type CheckoutResult, type FindCheckoutResult } from './checkout-result.ts';

export const CHECKOUT_CANCELED_PATH = '/checkout/canceled';

/** How soon a page looks again whether the payment was confirmed. */
const LOOK_AGAIN_SECONDS = 2;
/** Relative, because the gateway may stand below a path. */
const WAY_BACK = html`<p class="back"><a href="../playground">Back to the playground</a></p>`;

/** Undefined when the path is not one of these pages. */
export async function handleCheckoutPage(
  { method, path }: Pick<WebRequest, 'method' | 'path'>,
  findResult: FindCheckoutResult,
): Promise<WebResponse | undefined> {
  if (method !== 'GET' && method !== 'HEAD') return undefined;
  const [pathname, query] = path.split('?');
  if (pathname === CHECKOUT_DONE_PATH) return donePage(await findResult(new URLSearchParams(query)));
  if (pathname !== CHECKOUT_CANCELED_PATH) return undefined;
  return renderPage({
    title: 'Checkout closed',
    content: html`<h1>Nothing was paid</h1>
<p>The checkout was closed. Its link stays valid for 24 hours.</p>
${WAY_BACK}`,
  });
}

function donePage(result: CheckoutResult | undefined): WebResponse {
  if (result === undefined) return page(UNKNOWN);
  const { what, state, isFresh, available } = result;
  switch (state) {
    case 'OPEN':
      return page(
        html`<p>${what}</p>
<p>Your payment is being confirmed. The credits are in your wallet as soon as it is, usually at once.</p>`,
        isFresh,
      );
    case 'DONE':
      return page(html`<p>${what}: your payment was received.</p>
${available === undefined ? html`<p>The credits are in your wallet.</p>` : walletPart(available)}`);
    case 'ENDED':
      return page(html`<p>${what}: this checkout has ended.</p>`);
    default:
      return state satisfies never;
  }
}

const UNKNOWN = html`<p>Your checkout is complete. What it changes is in your account as soon as it is confirmed, usually at
once.</p>`;

function walletPart(available: string): Markup {
  return html`<p class="soft">Your wallet now has</p>
<p class="price">${available} credits</p>`;
}

function page(content: Markup, isWaiting = false): WebResponse {
  return renderPage({
    title: isWaiting ? 'Payment on its way' : 'Thank you',
    content: html`<h1>Thank you</h1>
${content}
${WAY_BACK}`,
    ...(isWaiting ? { refreshSeconds: LOOK_AGAIN_SECONDS } : {}),
  });
}
