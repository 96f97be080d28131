// /dev/mail: what would have been sent, where nothing leaves this machine. For one's own machine only, like the demo key.
import type { FastifyInstance, FastifyReply } from 'fastify';
import { fromPublicId, toPublicId } from '../../database/index.ts';
import type { KeptEmail, KeptEmails } from '../../emails/index.ts';
import { html, type Markup, renderPage, together, type WebResponse } from '../../web-pages/index.ts';

interface EmailAddress {
  readonly Params: { readonly account: string; readonly id: string };
}

export function registerMailRoutes(app: FastifyInstance, kept: KeptEmails): void {
  app.get('/dev/mail', async (_request, reply) => send(reply, listPage(await kept.newest())));
  app.get<EmailAddress>('/dev/mail/:account/:id', async ({ params }, reply) => {
    const email = await find(kept, params);
    if (email === undefined) reply.callNotFound();
    else await send(reply, emailPage(email));
  });
  app.get<EmailAddress>('/dev/mail/:account/:id/html', async ({ params }, reply) => {
    const email = await find(kept, params);
    if (email === undefined) reply.callNotFound();
    else await send(reply, framedHtml(email));
  });
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

async function find(kept: KeptEmails, { account, id }: EmailAddress['Params']): Promise<KeptEmail | undefined> {
  const accountId = fromPublicId('acct', account);
  return accountId === undefined || !UUID.test(id) ? undefined : kept.find(accountId, id);
}

const pathOf = ({ accountId, id }: KeptEmail): string => `/dev/mail/${toPublicId('acct', accountId)}/${id}`;

function listPage(emails: readonly KeptEmail[]): WebResponse {
  return renderPage({
    title: 'E-mails',
    width: 'wide',
    content: html`<h1>E-mails</h1>
<p class="soft">What would have been sent. Nothing leaves this machine until SMTP_URL and EMAIL_FROM are set.</p>
${emails.length === 0 ? html`<p class="back">Nothing yet: buy a pack, or create an API key.</p>` : listOf(emails)}
<p class="back"><a href="/">Back</a></p>`,
  });
}

const listOf = (emails: readonly KeptEmail[]): Markup => html`<ul class="list">
${together(
  emails.map(
    (email) => html`<li><a href="${pathOf(email)}">${email.subject}</a>
<span class="soft">to ${email.to}, ${inWords(email.sentAt)}</span></li>`,
  ),
)}
</ul>`;

/** By the clocks of UTC: these are of many accounts. */
const inWords = (moment: Date): string => `${moment.toISOString().slice(0, 16).replace('T', ' ')} UTC`;

function emailPage(email: KeptEmail): WebResponse {
  return renderPage({
    title: email.subject,
    width: 'wide',
    frames: 'OWN',
    content: html`<h1>${email.subject}</h1>
<p class="soft">To ${email.to}, ${inWords(email.sentAt)}</p>
<iframe class="letter" title="As it is seen" sandbox src="${pathOf(email)}/html"></iframe>
<h2>As plain text</h2>
<pre tabindex="0">${email.text}</pre>
<p class="back"><a href="/dev/mail">All e-mails</a></p>`,
  });
}

/** As mail programs show it: its own style, and nothing that runs or is loaded. */
function framedHtml(email: KeptEmail): WebResponse {
  return {
    status: 200,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'x-frame-options': 'SAMEORIGIN',
      'content-security-policy':
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox",
    },
    body: email.html,
  };
}

function send(reply: FastifyReply, { status, headers, body }: WebResponse): FastifyReply {
  return reply.code(status).headers(headers).send(body);
}
