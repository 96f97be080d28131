// One HTTP call. Whatever the receiver does, it ends within the time limit and answers with what came of it.
import { Agent, type Dispatcher, request } from 'undici';
import { decideUrl } from '../decide/decide-url.ts';
import type { UrlRules } from './check-url.ts';
import { guardedLookup } from './guarded-lookup.ts';
import { AddressRefusedError, type ResolveHost } from './resolve-host.ts';

export interface WebhookCall {
  readonly url: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface CallResult {
  /** Undefined when no answer came. */
  readonly statusCode: number | undefined;
  /** Why it does not count as delivered, for the account's delivery log; undefined when it does. */
  readonly error: string | undefined;
  /** When the receiver wants to be asked again, in its own words (Retry-After). */
  readonly retryAfter?: string;
  readonly durationMilliseconds: number;
}

export interface WebhookSender {
  send(call: WebhookCall): Promise<CallResult>;
  /** Cuts what is under way. */
  close(): Promise<void>;
}

const TIMEOUT_MILLISECONDS = 15_000;
/** Of an answer's body no more is read than lets a connection be used again; nothing of it is kept. */
const BODY_BYTES = 16_384;
const LONGEST_ERROR = 200;

export interface SenderOptions extends UrlRules {
  readonly timeoutMilliseconds?: number;
}

export function createSender({ timeoutMilliseconds = TIMEOUT_MILLISECONDS, ...rules }: SenderOptions): WebhookSender {
  const agent = new Agent({ connect: connectOptions(rules, timeoutMilliseconds) });
  return {
    send: async ({ url, body, headers }) => {
      const startedAt = performance.now();
      const decision = decideUrl(url, rules.reach);
      const end = decision.ok
        ? await post(agent, { url, body, headers, timeoutMilliseconds })
        : { statusCode: undefined, error: decision.message };
      return { ...end, durationMilliseconds: Math.round(performance.now() - startedAt) };
    },
    close: () => agent.destroy(),
  };
}

/** A connection that is used again leads to the address that was checked when it was made. */
function connectOptions({ reach, resolve }: { reach: UrlRules['reach']; resolve: ResolveHost }, timeout: number) {
  return reach === 'ANY' ? { timeout } : { timeout, lookup: guardedLookup(resolve) };
}

type Posting = WebhookCall & { readonly timeoutMilliseconds: number };

/** `request` follows no redirect: to follow one would be to call an address that nobody checked. */
async function post(dispatcher: Dispatcher, posting: Posting): Promise<Omit<CallResult, 'durationMilliseconds'>> {
  const signal = AbortSignal.timeout(posting.timeoutMilliseconds);
  try {
    const { statusCode, headers, body } = await request(posting.url, {
      dispatcher,
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': 'Tollgate-Webhooks/1', ...posting.headers },
      body: posting.body,
      signal,
    });
    await body.dump({ limit: BODY_BYTES, signal }).catch(() => undefined);
    const retryAfter = headers['retry-after'];
    const wish = typeof retryAfter === 'string' ? { retryAfter } : {};
    return { statusCode, error: problemWith(statusCode), ...wish };
  } catch (error) {
    return { statusCode: undefined, error: describe(error, signal.aborted) };
  }
}

function problemWith(statusCode: number): string | undefined {
  if (statusCode >= 200 && statusCode < 300) return undefined;
  if (statusCode >= 300 && statusCode < 400) return `HTTP ${statusCode}: redirects are not followed`;
  return `HTTP ${statusCode}`;
}

/** In the receiver's terms, without an address of ours. */
function describe(error: unknown, isTimeout: boolean): string {
  if (isTimeout) return 'no answer in time';
  if (error instanceof AddressRefusedError) return error.message;
  const { code, message } = error as { code?: unknown; message?: unknown };
  const text = typeof code === 'string' ? code : String(message);
  return text.slice(0, LONGEST_ERROR);
}
