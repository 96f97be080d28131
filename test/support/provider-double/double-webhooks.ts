// Webhooks as the double sends them: well, twice, in the wrong order, badly signed, too late, or not at all.
import type { WebhookFault } from './behaviour.ts';

export interface SentWebhook {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly rawBody: Buffer;
}

/** How a protocol signs a body at a time; `isGenuine` false: with a key that is not the provider's. */
export type Sign = (rawBody: Buffer, sentAt: Date, isGenuine: boolean) => Record<string, string>;

export interface WebhookPlan {
  readonly url: string;
  /** What it says at the end, and what it said on the way there. */
  readonly final: unknown;
  readonly earlier: unknown;
  readonly fault: WebhookFault | undefined;
  readonly now: Date;
}

const STALE_MILLISECONDS = 3_600_000;

export function planWebhooks(sign: Sign, { url, final, earlier, fault, now }: WebhookPlan): SentWebhook[] {
  const sentAt = fault === 'stale' ? new Date(now.getTime() - STALE_MILLISECONDS) : now;
  const webhook = (body: unknown): SentWebhook => {
    const rawBody = Buffer.from(JSON.stringify(body));
    const headers = { 'content-type': 'application/json', ...sign(rawBody, sentAt, fault !== 'wrong-signature') };
    return { url, headers, rawBody };
  };
  if (fault === 'lost') return [];
  if (fault === 'twice') return [webhook(final), webhook(final)];
  return fault === 'out-of-order' ? [webhook(final), webhook(earlier)] : [webhook(final)];
}

/** Posts those that go to this machine; a test looks at the others. Providers do not care for the answer, nor does this. */
export async function postLocally({ url, headers, rawBody }: SentWebhook): Promise<void> {
  const { hostname } = new URL(url);
  if (hostname !== '127.0.0.1' && hostname !== 'localhost') return;
  await fetch(url, { method: 'POST', headers, body: new Uint8Array(rawBody) }).catch(() => undefined);
}
