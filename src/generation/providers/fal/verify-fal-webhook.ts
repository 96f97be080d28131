// fal signs its webhooks with ED25519 keys that it publishes as a JSON Web Key Set.
// Source: https://docs.fal.ai/model-apis/model-endpoints/webhooks ("Verifying your webhook"): the signature, in hex, is over
// "<request id>\n<user id>\n<timestamp>\n<SHA-256 of the body in hex>", those being the X-Fal-Webhook-* headers; keys may be
// kept for 24 hours at most.
import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';
import { z } from 'zod';
import type { WebhookCheck, WebhookDelivery } from '../../provider.ts';
import type { ProviderHttp } from '../http/provider-http.ts';
import { parseJson, readShape } from '../http/read-json.ts';
import { headerOf, isRecent } from '../http/webhook-headers.ts';
import { upstreamIdOf } from './fal-work.ts';
import { webhookShape } from './queue-shapes.ts';

/** Where the attempt's webhook address carries the app; a delivery names the request id only. */
export const APP_PARAMETER = 'app';

const SIGNATURE = /^[0-9a-f]{128}$/i;
const KEEP_MILLISECONDS = 24 * 3_600_000;
/** A signature by an unknown key makes us look for new keys, but strangers cannot make us do so all the time. */
const LOOK_AGAIN_MILLISECONDS = 60_000;

const keySetShape = z.object({ keys: z.array(z.looseObject({ kty: z.string(), crv: z.string(), x: z.string() })) });

export interface FalKeys {
  /** Throws when they are needed and cannot be fetched. */
  current(now: Date): Promise<readonly KeyObject[]>;
  /** Newer ones than those, if it is time to ask again. */
  renewed(now: Date): Promise<readonly KeyObject[]>;
}

/** `http` has the whole address of the key set as its base URL, and no credentials. */
export function createFalKeys(http: ProviderHttp): FalKeys {
  let known: { readonly keys: readonly KeyObject[]; readonly at: number } | undefined;
  const load = async (now: Date): Promise<readonly KeyObject[]> => {
    const { keys } = readShape(keySetShape, await http.send({ method: 'GET', path: '' }));
    const usable = keys.filter(({ kty, crv }) => kty === 'OKP' && crv === 'Ed25519');
    known = { keys: usable.map((key) => createPublicKey({ key, format: 'jwk' })), at: now.getTime() };
    return known.keys;
  };
  const age = (now: Date): number => (known === undefined ? Number.POSITIVE_INFINITY : now.getTime() - known.at);
  return {
    current: async (now) => (known !== undefined && age(now) < KEEP_MILLISECONDS ? known.keys : load(now)),
    renewed: async (now) => (age(now) < LOOK_AGAIN_MILLISECONDS ? [] : load(now)),
  };
}

/**
 * Anyone with an account at fal can have a webhook of theirs signed and sent to an address they know, so a good signature says
 * no more than that fal sent it. That is why the verdict is fetched with our own key, which sees our own requests only.
 */
export async function verifyFalWebhook(keys: FalKeys, delivery: WebhookDelivery): Promise<WebhookCheck> {
  const parts = ['request-id', 'user-id', 'timestamp'].map((name) => headerOf(delivery, `x-fal-webhook-${name}`));
  const signature = headerOf(delivery, 'x-fal-webhook-signature');
  const timestamp = parts[2];
  const isSigned = signature !== undefined && timestamp !== undefined && !parts.includes(undefined);
  if (!isSigned) return rejected('it is not signed');
  if (!SIGNATURE.test(signature)) return rejected('wrong signature');
  // Costs nothing and comes first only because keys may have to be fetched for a signature; an old one is rejected either way.
  if (!isRecent(timestamp, delivery.now)) return rejected('it is too old or from the future');
  const hash = createHash('sha256').update(delivery.rawBody).digest('hex');
  const message = Buffer.from([...parts, hash].join('\n'));
  const isGood = await isSignedBy(keys, { message, signature: Buffer.from(signature, 'hex'), now: delivery.now });
  if (isGood === undefined) return rejected('the keys of fal cannot be had');
  return isGood ? { status: 'verified', upstreamId: upstreamIdIn(delivery) } : rejected('wrong signature');
}

async function isSignedBy(
  keys: FalKeys,
  { message, signature, now }: { message: Buffer; signature: Buffer; now: Date },
): Promise<boolean | undefined> {
  const fits = (key: KeyObject): boolean => verify(null, message, key, signature);
  try {
    return (await keys.current(now)).some(fits) || (await keys.renewed(now)).some(fits);
  } catch {
    return undefined;
  }
}

function upstreamIdIn({ rawBody, path = '' }: WebhookDelivery): string | undefined {
  const requestId = webhookShape.safeParse(parseJson(rawBody)).data?.request_id;
  const app = URL.parse(path, 'http://gateway')?.searchParams.get(APP_PARAMETER) ?? undefined;
  return requestId === undefined || app === undefined ? undefined : upstreamIdOf({ app, requestId });
}

function rejected(reason: string): WebhookCheck {
  return { status: 'rejected', reason };
}
