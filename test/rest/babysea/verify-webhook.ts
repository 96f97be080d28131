// What a receiver does that was written for BabySea: verification and shapes as its client has them (github.com/babysea-community/babysea
// 1.4.6, src/webhooks.ts and src/types.ts), restated.
import { z } from 'zod';
import type { Received } from '../../webhooks/webhook-world.ts';

const TOLERANCE_SECONDS = 300;

export async function verifyBabySea({ body, headers }: Received, secret: string, now = Date.now()): Promise<Payload> {
  const parts = (headers['x-babysea-signature'] ?? '').split(',');
  const timestamp = parts.find((part) => part.startsWith('t='))?.slice(2);
  // The first one only.
  const digest = parts.find((part) => part.startsWith('v1='))?.slice(3);
  if (timestamp === undefined || digest === undefined) throw new Error('Invalid signature format');
  const age = Math.abs(Math.floor(now / 1_000) - Number.parseInt(timestamp, 10));
  if (!(age <= TOLERANCE_SECONDS)) throw new Error('Webhook timestamp too old');
  if ((await hmacHex(secret, `${timestamp}.${body}`)) !== digest) throw new Error('Invalid webhook signature');
  return payload.parse(JSON.parse(body));
}

/** By Web Crypto, as the client does it in every runtime; not by what the gateway signs with. */
async function hmacHex(key: string, message: string): Promise<string> {
  const encoder = new TextEncoder();
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const imported = await crypto.subtle.importKey('raw', encoder.encode(key), algorithm, false, ['sign']);
  return Buffer.from(await crypto.subtle.sign('HMAC', imported, encoder.encode(message))).toString('hex');
}

/** Fields that may be missing are never null. */
const generation = z.looseObject({
  account_id: z.string(),
  model_identifier: z.string(),
  generation_provider_used: z.string().optional(),
  generation_status: z.enum(['processing', 'succeeded', 'failed', 'canceled']),
  generation_prediction_id: z.string().optional(),
  generation_id: z.string(),
  generation_output_file: z.array(z.string()).optional(),
  generation_error: z.string().optional(),
  generation_error_code: z.string().optional(),
  credits_refunded: z.boolean().optional(),
});

const envelope = { webhook_timestamp: z.iso.datetime(), webhook_delivery_id: z.string() };

const payload = z.union([
  z.strictObject({
    ...envelope,
    webhook_event: z.enum([
      'generation.started',
      'generation.completed',
      'generation.failed',
      'generation.canceled',
      'webhook.test',
    ]),
    webhook_data: generation,
  }),
  z.strictObject({
    ...envelope,
    webhook_event: z.literal('credits.low_balance'),
    webhook_data: z.strictObject({
      account_id: z.string(),
      current_balance: z.number(),
      thresholds_crossed: z.array(z.strictObject({ threshold: z.number(), balance_at: z.number() })),
    }),
  }),
]);

export type Payload = z.output<typeof payload>;
