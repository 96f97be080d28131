// What a receiver of webhooks checks before anything else, as Standard Webhooks specifies it (https://www.standardwebhooks.com), with Web
// Crypto: the same on Node, in workers and on edges.

export type WebhookProblem =
  /** A header is missing, or is not what it should be. */
  | 'MALFORMED'
  /** None of the signatures is one of these secrets over this body: forged, changed on the way, or another endpoint's secret. */
  | 'SIGNATURE_WRONG'
  /** Signed too long ago, or too far ahead: perhaps sent again by somebody who overheard it; or a clock is wrong. */
  | 'TIMESTAMP_OUT_OF_RANGE';

/** The request is to be refused, with 400; nothing of its body may be believed. */
export class WebhookVerificationError extends Error {
  override readonly name = 'WebhookVerificationError';
  readonly code: WebhookProblem;

  constructor(code: WebhookProblem, message: string) {
    super(message);
    this.code = code;
  }
}

export interface WebhookEvent<Data = Readonly<Record<string, unknown>>> {
  /** The same at every attempt to deliver it: remember it, and act once. */
  readonly id: string;
  /** For example "generation.completed". */
  readonly type: string;
  /** When it happened, ISO 8601. */
  readonly timestamp: string;
  readonly data: Data;
}

/** `Headers`, or the plain object of a Node server; names in any case. */
export type WebhookHeaders =
  | { get(name: string): string | null }
  | Readonly<Record<string, string | readonly string[] | undefined>>;

export interface VerifyWebhookInput {
  /** The body as it came in, to the byte: before any JSON parser. */
  readonly body: string | Uint8Array | ArrayBuffer;
  readonly headers: WebhookHeaders;
  /** The endpoint's secret, "whsec_…"; several while one replaces another. */
  readonly secret: string | readonly string[];
  /** How old, and how far ahead, a delivery may be. 300 when absent. */
  readonly toleranceSeconds?: number;
  /** The real time when absent. */
  readonly now?: Date;
}

const ID = 'webhook-id';
const TIMESTAMP = 'webhook-timestamp';
const SIGNATURE = 'webhook-signature';
const SECRET_PREFIX = 'whsec_';
const VERSION_PREFIX = 'v1,';
/** A request may not make its receiver compare for ever. */
const MOST_SIGNATURES = 16;
const TOLERANCE_SECONDS = 300;

/** The event of a delivery that is genuine. Throws WebhookVerificationError otherwise, and TypeError for a secret that is none. */
export async function verifyWebhook<Data = Readonly<Record<string, unknown>>>(
  input: VerifyWebhookInput,
): Promise<WebhookEvent<Data>> {
  const id = headerOf(input.headers, ID);
  const timestamp = headerOf(input.headers, TIMESTAMP);
  const signatures = headerOf(input.headers, SIGNATURE).split(' ').slice(0, MOST_SIGNATURES);
  const body = bytesOf(input.body);
  if (!(await isSigned({ id, timestamp, body, signatures }, input.secret))) {
    throw new WebhookVerificationError('SIGNATURE_WRONG', 'The webhook is signed with none of these secrets.');
  }
  checkTime(timestamp, input);
  const event = JSON.parse(new TextDecoder().decode(body)) as Omit<WebhookEvent<Data>, 'id'>;
  return { id, ...event };
}

interface Signed {
  readonly id: string;
  readonly timestamp: string;
  readonly body: Uint8Array<ArrayBuffer>;
  readonly signatures: readonly string[];
}

async function isSigned(
  { id, timestamp, body, signatures }: Signed,
  secrets: string | readonly string[],
): Promise<boolean> {
  const head = new TextEncoder().encode(`${id}.${timestamp}.`);
  const content = new Uint8Array(head.length + body.length);
  content.set(head);
  content.set(body, head.length);
  const given = signatures.flatMap((one) => {
    const bytes = one.startsWith(VERSION_PREFIX) ? fromBase64(one.slice(VERSION_PREFIX.length)) : undefined;
    return bytes === undefined ? [] : [bytes];
  });
  let isGenuine = false;
  for (const secret of typeof secrets === 'string' ? [secrets] : secrets) {
    const key = await importSecret(secret);
    for (const signature of given) {
      // `verify` takes the same time wherever the first difference is.
      if (await crypto.subtle.verify('HMAC', key, signature, content)) isGenuine = true;
    }
  }
  return isGenuine;
}

function importSecret(secret: string): Promise<CryptoKey> {
  const bytes = fromBase64(secret.startsWith(SECRET_PREFIX) ? secret.slice(SECRET_PREFIX.length) : secret);
  // An empty key would accept what anybody can sign.
  if (bytes === undefined || bytes.length === 0) {
    throw new TypeError('A webhook secret is "whsec_" and base64, as createWebhookEndpoint has shown it.');
  }
  return crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['verify']);
}

function checkTime(
  timestamp: string,
  { toleranceSeconds = TOLERANCE_SECONDS, now = new Date() }: VerifyWebhookInput,
): void {
  if (!/^\d{1,12}$/.test(timestamp)) throw malformed(TIMESTAMP);
  const seconds = Math.abs(now.getTime() / 1000 - Number(timestamp));
  if (seconds <= toleranceSeconds) return;
  const message = `The webhook was signed ${Math.round(seconds)} s before or after now; allowed are ${toleranceSeconds} s.`;
  throw new WebhookVerificationError('TIMESTAMP_OUT_OF_RANGE', message);
}

function headerOf(headers: WebhookHeaders, name: string): string {
  const value = isHeaders(headers) ? headers.get(name) : plainHeader(headers, name);
  if (typeof value === 'string' && value !== '') return value;
  throw malformed(name);
}

function isHeaders(headers: WebhookHeaders): headers is { get(name: string): string | null } {
  return typeof headers.get === 'function';
}

function plainHeader(headers: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.entries(headers).find(([other]) => other.toLowerCase() === name)?.[1];
}

function malformed(name: string): WebhookVerificationError {
  return new WebhookVerificationError('MALFORMED', `The header ${name} is missing or malformed.`);
}

function bytesOf(body: VerifyWebhookInput['body']): Uint8Array<ArrayBuffer> {
  if (typeof body === 'string') return new TextEncoder().encode(body);
  // A copy: what is checked is what is parsed, whatever becomes of the buffer meanwhile.
  return new Uint8Array(body instanceof ArrayBuffer ? body.slice(0) : body);
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}
