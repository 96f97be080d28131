// Which addresses a webhook may have, as far as its text says it. Where its name leads is checked at every connection.
// The text goes through the URL parser first: it knows every way of writing an IPv4 address (2130706433, 0x7f.1).

/** PUBLIC: only https on the public internet. ANY: development and tests, http and this machine too. */
export type WebhookReach = 'PUBLIC' | 'ANY';

export type UrlDecision =
  | { readonly ok: true; readonly url: URL }
  | { readonly ok: false; readonly message: string; readonly allowed: readonly string[] };

const LONGEST_URL = 2_048;
const PORTS = ['', '443', '8443'];
/** Names that never lead to the public internet: RFC 6761, RFC 8375, and .internal, reserved by ICANN. */
const INNER_NAMES = ['localhost', 'local', 'internal', 'home.arpa'];

const ALLOWED = ['https://<public host name>, port 443 or 8443, no user name or password'];

export function decideUrl(text: string, reach: WebhookReach): UrlDecision {
  const url = text.length <= LONGEST_URL && URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined) return refuse(`A webhook's address is an absolute URL of at most ${LONGEST_URL} characters.`);
  const problem = wrongAnywhere(url) ?? (reach === 'ANY' ? undefined : wrongInPublic(url));
  return problem === undefined ? { ok: true, url } : refuse(problem);
}

function wrongAnywhere({ protocol, username, password }: URL): string | undefined {
  if (protocol !== 'https:' && protocol !== 'http:') return 'A webhook is sent by https.';
  if (username !== '' || password !== '') return "A webhook's address has no user name and no password.";
  return undefined;
}

function wrongInPublic({ protocol, port, hostname }: URL): string | undefined {
  if (protocol !== 'https:') return 'A webhook is sent by https.';
  if (!PORTS.includes(port)) return 'A webhook is sent to port 443 or 8443.';
  if (isAddress(hostname)) return "A webhook's address names its host: IP addresses are not accepted.";
  if (isInnerName(hostname)) return "A webhook's host has a public name.";
  return undefined;
}

const isAddress = (hostname: string): boolean => hostname.startsWith('[') || /^[\d.]+$/.test(hostname);

function isInnerName(hostname: string): boolean {
  const name = hostname.replace(/\.+$/, '');
  return !name.includes('.') || INNER_NAMES.some((inner) => name === inner || name.endsWith(`.${inner}`));
}

const refuse = (message: string): UrlDecision => ({ ok: false, message, allowed: ALLOWED });
