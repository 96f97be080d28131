// Webhooks as BabySea sends them: shapes and signature are those that its client reads (github.com/babysea-community/babysea, src/types.ts
// and src/webhooks.ts, 1.4.6).
import { createHmac } from 'node:crypto';
import { toPublicId } from '../../callers/index.ts';
import { type MicroCredits, parseCredits, ZERO } from '../../money/index.ts';
import {
  type PublishedEvent,
  type SignedMessage,
  type SigningSecrets,
  signersAt,
  type WebhookFormat,
} from '../../webhooks/index.ts';
import { type FormatServices, publishedGeneration } from '../published-generation.ts';
import { balanceNumber, costNumber } from './credits.ts';
import { toContent } from './generation-record.ts';

export const babySeaFormat = (services: FormatServices): WebhookFormat => ({
  write: async (event) => {
    const data = await dataOf(services, event);
    if (data === undefined) return undefined;
    const id = toPublicId('evt', event.eventId);
    const body = {
      webhook_event: event.type,
      webhook_timestamp: event.createdAt.toISOString(),
      webhook_delivery_id: id,
      webhook_data: data,
    };
    return { id, body: JSON.stringify(body) };
  },
  sign,
});

async function dataOf(services: FormatServices, event: PublishedEvent): Promise<object | undefined> {
  switch (event.type) {
    case 'generation.started':
    case 'generation.completed':
    case 'generation.failed':
    case 'generation.canceled':
      return generationData(services, event);
    case 'credits.low_balance':
      return lowBalance(event);
    case 'webhook.test':
      return testData(event);
    default:
      return undefined;
  }
}

type EventOf<Type extends PublishedEvent['type']> = Extract<PublishedEvent, { readonly type: Type }>;
type GenerationEvent = EventOf<
  'generation.started' | 'generation.completed' | 'generation.failed' | 'generation.canceled'
>;

/** The fields of its content that have a value: its client's type has no null. */
async function generationData(services: FormatServices, event: GenerationEvent): Promise<object> {
  const generation = await publishedGeneration(services, event);
  const [content = {}] = await toContent(services, [generation]);
  const known = Object.fromEntries(Object.entries(content).filter(([, value]) => value !== null));
  const isGivenBack = event.type === 'generation.failed' || event.type === 'generation.canceled';
  return { ...known, ...(isGivenBack ? { credits_refunded: generation.cost === ZERO } : {}) };
}

/** A threshold is rounded up and a balance down, as everywhere: what is below the one is below it here, too. */
function lowBalance({ accountId, data }: EventOf<'credits.low_balance'>): object {
  return {
    account_id: toPublicId('acct', accountId),
    current_balance: balanceNumber(exact(data.available)),
    thresholds_crossed: data.thresholdsCrossed.map(({ threshold, available }) => ({
      threshold: costNumber(exact(threshold)),
      balance_at: balanceNumber(exact(available)),
    })),
  };
}

function exact(text: string): MicroCredits {
  const amount = parseCredits(text);
  if (amount === undefined) throw new Error(`an event says ${text} where an amount stands`);
  return amount;
}

/** In the shape of a generation, as its client expects it; there is none of this id. */
const testData = ({ accountId, eventId, data }: EventOf<'webhook.test'>): object => ({
  account_id: toPublicId('acct', accountId),
  generation_id: toPublicId('gen', eventId),
  model_identifier: 'webhook-test',
  generation_status: 'succeeded',
  generation_output_file: [],
  message: data.message,
});

/**
 * Over "t.body", keyed with the whole text of the secret. While a secret is being replaced both sign; its client looks at the first
 * signature only, so the older secret comes first at every second attempt: whoever has only that one takes the repetition.
 */
function sign({ id, type, body, now, attempt }: SignedMessage, secrets: SigningSecrets): Record<string, string> {
  const time = String(Math.trunc(now.getTime() / MILLISECONDS));
  const signers = signersAt(now, secrets);
  const inTurn = attempt % 2 === 0 ? signers.toReversed() : signers;
  const signatures = inTurn.map((secret) => createHmac('sha256', secret).update(`${time}.${body}`).digest('hex'));
  return {
    'x-babysea-signature': [`t=${time}`, ...signatures.map((one) => `v1=${one}`)].join(','),
    'x-babysea-event': type,
    'x-babysea-timestamp': time,
    'x-babysea-delivery-id': id,
  };
}

const MILLISECONDS = 1_000;
