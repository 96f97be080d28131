// A webhook's address when it is given to us: its text, and where its name leads now. It is checked again at every delivery.
import { decideUrl, type UrlDecision, type WebhookReach } from '../decide/decide-url.ts';
import { AddressRefusedError, type ResolveHost, resolvePublic } from './resolve-host.ts';

/** What can be said of an address before it is accepted; `url` is how it is kept. */
export type UrlCheck =
  | { readonly ok: true; readonly url: string }
  | { readonly ok: false; readonly message: string; readonly allowed: readonly string[] };

export interface UrlRules {
  readonly reach: WebhookReach;
  readonly resolve: ResolveHost;
}

/** The name servers say that there is no such name, or none with an address. */
const UNKNOWN_NAME = new Set(['ENOTFOUND', 'ENODATA', 'EBADNAME']);
const ALLOWED = ['a host name that leads to public addresses'];

export async function checkUrl(rules: UrlRules, text: string): Promise<UrlCheck> {
  const decision: UrlDecision = decideUrl(text, rules.reach);
  if (!decision.ok) return decision;
  const { url } = decision;
  const problem = rules.reach === 'PUBLIC' ? await wrongName(rules.resolve, url.hostname) : undefined;
  return problem === undefined ? { ok: true, url: url.href } : { ok: false, message: problem, allowed: ALLOWED };
}

/** Name servers that are silent now refuse nothing: the name is looked up again before anything is sent. */
async function wrongName(resolve: ResolveHost, hostname: string): Promise<string | undefined> {
  try {
    await resolvePublic(resolve, hostname);
    return undefined;
  } catch (error) {
    if (error instanceof AddressRefusedError) return "A webhook's host has public addresses only.";
    const { code } = error as { code?: unknown };
    return UNKNOWN_NAME.has(String(code)) ? `There is no host of the name ${hostname}.` : undefined;
  }
}
