// Where customers land after a checkout when the application names no pages of its own.
import { html } from './markup.ts';
import { renderPage } from './page.ts';
import type { WebRequest, WebResponse } from './web.ts';

export const CHECKOUT_DONE_PATH = '/checkout/done';
export const CHECKOUT_CANCELED_PATH = '/checkout/canceled';

/** Undefined when the path is not one of these pages. */
export function handleCheckoutPage({ method, path }: Pick<WebRequest, 'method' | 'path'>): WebResponse | undefined {
  if (method !== 'GET' && method !== 'HEAD') return undefined;
  const [pathname] = path.split('?');
  if (pathname === CHECKOUT_DONE_PATH) {
    return renderPage({
      title: 'Payment received',
      content: html`<h1>Thank you</h1>
<p>Your payment was received. The credits are in your wallet as soon as it is confirmed, usually at once.</p>
<p class="soft">You can close this window.</p>`,
    });
  }
  if (pathname === CHECKOUT_CANCELED_PATH) {
    return renderPage({
      title: 'Checkout closed',
      content: html`<h1>Nothing was paid</h1>
<p>The checkout was closed. Its link stays valid for 24 hours.</p>
<p class="soft">You can close this window.</p>`,
    });
  }
  return undefined;
}
