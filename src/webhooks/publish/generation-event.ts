// Events about generations, made from what the room that runs them knows.
import { toPublicId } from '../../database/index.ts';
import { formatCredits, type MicroCredits, subtract } from '../../money/index.ts';
import type { WebhookFormatName } from '../decide/format-names.ts';
import type { GenerationEventData, NewWebhookEvent, OutputEventData } from './webhook-event.ts';

/** The generation as it is after the change; a Generation fits. */
export interface GenerationFacts {
  readonly accountId: string;
  readonly id: string;
  readonly model: string;
  readonly status: GenerationEventData['status'];
  readonly maxCost: MicroCredits;
  /** Undefined until settled; 0 when refunded. */
  readonly cost: MicroCredits | undefined;
  readonly outputs: readonly OutputEventData[];
  readonly error: { readonly code: string; readonly message: string } | undefined;
  readonly createdAt: Date;
  readonly startedAt: Date | undefined;
  readonly endedAt: Date | undefined;
}

interface Occurrence {
  readonly occurredAt: Date;
  /** The generation's own webhookUrl. */
  readonly url?: string | undefined;
  readonly urlFormat?: WebhookFormatName | undefined;
}

const TYPES = {
  RUNNING: 'generation.started',
  SUCCEEDED: 'generation.completed',
  FAILED: 'generation.failed',
  CANCELED: 'generation.canceled',
} as const;

export function generationEvent(facts: GenerationFacts, occurrence: Occurrence): NewWebhookEvent {
  const { occurredAt, url, urlFormat } = occurrence;
  return { accountId: facts.accountId, type: TYPES[facts.status], data: toData(facts), occurredAt, url, urlFormat };
}

function toData(facts: GenerationFacts): GenerationEventData {
  const { cost, maxCost, error } = facts;
  return {
    generationId: toPublicId('gen', facts.id),
    status: facts.status,
    model: facts.model,
    cost: cost === undefined ? null : formatCredits(cost),
    creditsRefunded: cost === undefined ? null : formatCredits(subtract(maxCost, cost)),
    outputs: facts.outputs.map(toOutput),
    // Nothing of a provider's own answer leaves with it.
    error: error === undefined ? null : { code: error.code, message: error.message },
    createdAt: facts.createdAt.toISOString(),
    startedAt: facts.startedAt?.toISOString() ?? null,
    endedAt: facts.endedAt?.toISOString() ?? null,
  };
}

/** Field by field: a stored output may hold more than a customer is sent. */
function toOutput(output: OutputEventData): OutputEventData {
  const { url, mimeType, bytes, width, height, durationMilliseconds } = output;
  return {
    url,
    mimeType,
    bytes,
    ...(width === undefined ? {} : { width }),
    ...(height === undefined ? {} : { height }),
    ...(durationMilliseconds === undefined ? {} : { durationMilliseconds }),
  };
}
