// Webhooks as Lumenfall sends them (docs.lumenfall.ai, github.com/lumenfall-ai/agent-skill 1.2.2): Standard Webhooks about videos.
import { toPublicId } from '../../callers/index.ts';
import { type PublishedEvent, standardHeaders, type WebhookFormat } from '../../webhooks/index.ts';
import { type FormatServices, publishedGeneration } from '../published-generation.ts';
import { metadataOf } from './metadata.ts';
import { isVideo, toVideo } from './video-shape.ts';

export const lumenfallFormat = (services: FormatServices): WebhookFormat => ({
  write: async (event) => {
    const said = await wordsFor(services, event);
    if (said === undefined) return undefined;
    const { id, type, data } = said;
    // The id of the request: a video ends once.
    return { id: `msg_${id}`, body: JSON.stringify({ type, timestamp: event.createdAt.toISOString(), data }) };
  },
  sign: standardHeaders,
});

interface Said {
  readonly id: string;
  readonly type: string;
  readonly data: unknown;
}

async function wordsFor(services: FormatServices, event: PublishedEvent): Promise<Said | undefined> {
  switch (event.type) {
    case 'generation.completed':
    case 'generation.failed':
    case 'generation.canceled': {
      const generation = await publishedGeneration(services, event);
      // Pictures are answered at once there.
      if (!isVideo(services.catalog, generation)) return undefined;
      const data = toVideo(generation, await metadataOf(services, generation));
      return { id: toPublicId('req', generation.id), type: TYPES[event.type], data };
    }
    case 'webhook.test':
      return { id: toPublicId('evt', event.eventId), type: event.type, data: event.data };
    default:
      return undefined;
  }
}

const TYPES = {
  'generation.completed': 'video.completed',
  'generation.failed': 'video.failed',
  'generation.canceled': 'video.cancelled',
} as const;
