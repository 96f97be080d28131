// Fetches one file that a provider made: a limited number of bytes, in a limited time, from where it may come from.
import { type Dispatcher, request } from 'undici';
import { createPublicDispatcher, isPublicHttps } from './public-address.ts';

export interface DownloadLimits {
  readonly maxBytes: number;
  /** For the whole download, redirects included. */
  readonly timeoutMilliseconds: number;
  /** How many are followed; 3 when absent. */
  readonly redirects?: number;
}

export interface DownloadPlan {
  readonly url: string;
  /**
   * The provider's own origin as the operator configured it ("https://api.replicate.com"): only under it may a file be on
   * http or on a private address, which happens with a provider in one's own network.
   */
  readonly trustedOrigin: string;
  readonly limits: DownloadLimits;
}

/** The file cannot be had from there, and asking again will not help: a forbidden address, gone, or too large. */
export class MediaRefused extends Error {
  override readonly name = 'MediaRefused';
  readonly reason: 'TOO_LARGE' | 'NOT_THERE';

  constructor(message: string, reason: MediaRefused['reason'] = 'NOT_THERE') {
    super(message);
    this.reason = reason;
  }
}

const MOST_REDIRECTS = 3;
const CONNECT_MILLISECONDS = 10_000;
let publicDispatcher: Dispatcher | undefined;

/**
 * The body, piece by piece. Redirects are followed one at a time, each under the same rules; the provider's credentials are
 * never sent along. Throws `MediaRefused` for good, any other error when trying again may help.
 */
export async function* downloadMedia(plan: DownloadPlan): AsyncGenerator<Uint8Array> {
  const signal = AbortSignal.timeout(plan.limits.timeoutMilliseconds);
  let url = plan.url;
  const { redirects: most = MOST_REDIRECTS } = plan.limits;
  for (let redirects = 0; redirects <= most; redirects += 1) {
    const answer = await ask(url, plan.trustedOrigin, signal);
    const location = redirectOf(answer);
    if (location === undefined) {
      yield* limited(answer, plan.limits.maxBytes);
      return;
    }
    await answer.body.dump();
    url = URL.parse(location, url)?.href ?? '';
  }
  throw new MediaRefused('The file is behind too many redirects.');
}

async function ask(address: string, trustedOrigin: string, signal: AbortSignal): Promise<Dispatcher.ResponseData> {
  const url = URL.parse(address);
  const isTrusted = url?.origin === trustedOrigin;
  if (url === null || !(isTrusted || isPublicHttps(url))) {
    throw new MediaRefused('The file is at an address that files are not fetched from.');
  }
  publicDispatcher ??= createPublicDispatcher(CONNECT_MILLISECONDS);
  return request(url, { signal, headers: { accept: '*/*' }, ...(isTrusted ? {} : { dispatcher: publicDispatcher }) });
}

function redirectOf({ statusCode, headers }: Dispatcher.ResponseData): string | undefined {
  const { location } = headers;
  return statusCode >= 300 && statusCode < 400 && typeof location === 'string' ? location : undefined;
}

async function* limited(answer: Dispatcher.ResponseData, maxBytes: number): AsyncGenerator<Uint8Array> {
  const { statusCode, body } = answer;
  if (statusCode !== 200) {
    await body.dump();
    const isFinal = statusCode >= 400 && statusCode < 500 && statusCode !== 408 && statusCode !== 429;
    if (isFinal) throw new MediaRefused(`The file was answered with status ${statusCode}.`);
    throw new Error(`The file was answered with status ${statusCode}.`);
  }
  let bytes = 0;
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw new MediaRefused('The file is too large.', 'TOO_LARGE');
    yield chunk;
  }
}
