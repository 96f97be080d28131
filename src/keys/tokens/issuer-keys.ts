// The public keys of the shop's issuer. They are fetched from an address that the configuration gives or that the issuer's own
// discovery document names, and from nowhere else: nothing in a token says where to ask, and no token makes us ask often.
import { createLocalJWKSet, errors, type JWTVerifyGetKey } from 'jose';
import { IssuerAwayError, type TokenIssuer } from './client-token.ts';

const TIMEOUT_MILLISECONDS = 5_000;
const LARGEST_ANSWER_BYTES = 500_000;
/** Keys that are older are fetched again, while the old ones go on being used. */
const FRESH_MILLISECONDS = 600_000;
/** After an attempt, whatever came of it. A key that nobody knows makes us ask this often at the most. */
const COOLDOWN_MILLISECONDS = 30_000;

export interface IssuerKeysOptions {
  readonly issuer: Pick<TokenIssuer, 'issuer' | 'jwksUrl'>;
  readonly now: () => Date;
  readonly log: (details: object, message: string) => void;
}

interface Known {
  readonly keys: JWTVerifyGetKey;
  readonly fetchedAt: number;
}

/** Throws IssuerAwayError when a key is not known and cannot be asked for; jose's errors when there is none. */
export function createIssuerKeys({ issuer, now, log }: IssuerKeysOptions): JWTVerifyGetKey {
  let known: Known | undefined;
  let lastAttempt: { readonly at: number; readonly failed: boolean } | undefined;
  let pending: Promise<void> | undefined;

  const attempt = async (): Promise<void> => {
    const at = now().getTime();
    try {
      known = { keys: createLocalJWKSet(await fetchKeys(issuer)), fetchedAt: at };
      lastAttempt = { at, failed: false };
    } catch (error) {
      lastAttempt = { at, failed: true };
      log({ err: error, issuer: issuer.issuer }, 'the keys of the issuer of client tokens could not be fetched');
    }
  };
  const isCoolingDown = (): boolean =>
    lastAttempt !== undefined && now().getTime() - lastAttempt.at < COOLDOWN_MILLISECONDS;
  /** Resolves when an attempt is over, or when there is none to be made now. */
  const refresh = async (): Promise<void> => {
    if (pending === undefined) {
      if (isCoolingDown()) return;
      pending = attempt().finally(() => {
        pending = undefined;
      });
    }
    await pending;
  };

  return async (header, token) => {
    if (known === undefined) await refresh();
    else if (now().getTime() - known.fetchedAt >= FRESH_MILLISECONDS) void refresh();
    if (known !== undefined) {
      try {
        return await known.keys(header, token);
      } catch (error) {
        if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      }
      await refresh();
    }
    if (known === undefined || lastAttempt?.failed === true) {
      throw new IssuerAwayError(COOLDOWN_MILLISECONDS / 1_000);
    }
    return known.keys(header, token);
  };
}

async function fetchKeys({ issuer, jwksUrl }: IssuerKeysOptions['issuer']) {
  const url = jwksUrl ?? (await discover(issuer));
  return (await fetchJson(url)) as Parameters<typeof createLocalJWKSet>[0];
}

/** OpenID Connect Discovery 1.0: the document must be of this very issuer. */
async function discover(issuer: string): Promise<string> {
  const document = await fetchJson(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
  const { issuer: named, jwks_uri: url } = (document ?? {}) as {
    readonly issuer?: unknown;
    readonly jwks_uri?: unknown;
  };
  if (named !== issuer) throw new Error('the discovery document is of another issuer');
  const isGood = typeof url === 'string' && URL.canParse(url) && new URL(url).protocol === new URL(issuer).protocol;
  if (!isGood) {
    throw new Error('the discovery document names no address of keys, or one that is less safe than its own');
  }
  return url;
}

async function fetchJson(url: string): Promise<unknown> {
  const response = await fetch(url, {
    headers: { accept: 'application/json' },
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
  });
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new Error(`${url} answered ${response.status}`);
  }
  return JSON.parse(await readText(response, url)) as unknown;
}

async function readText(response: Response, url: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    const bytes = chunk as Uint8Array;
    size += bytes.length;
    if (size > LARGEST_ANSWER_BYTES) throw new Error(`${url} answered more than ${LARGEST_ANSWER_BYTES} bytes`);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}
