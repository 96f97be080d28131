// The generation that an event is about. What was asked for is read when the event is sent, so that what has been erased since is not in it;
// what changes with time is taken from the event, so that a start that is sent late does not say that it has ended.

import { fromPublicId } from '../callers/index.ts';
import type { Generation } from '../generation/index.ts';
import { parseCredits } from '../money/index.ts';
import type { GenerationEventData } from '../webhooks/index.ts';
import type { RestServices } from './route.ts';

export type FormatServices = Pick<RestServices, 'generations' | 'catalog'>;

interface Published {
  readonly accountId: string;
  readonly data: GenerationEventData;
}

/** As it was when the event happened. */
export async function publishedGeneration(
  { generations }: Pick<FormatServices, 'generations'>,
  { accountId, data }: Published,
): Promise<Generation> {
  const id = fromPublicId('gen', data.generationId);
  const generation = id === undefined ? undefined : await generations.find(accountId, id);
  if (generation === undefined) throw new Error(`there is no generation ${data.generationId} of an event`);
  return asItWas(generation, data);
}

function asItWas(generation: Generation, data: GenerationEventData): Generation {
  const { status, cost, outputs, error, startedAt, endedAt } = data;
  return {
    ...generation,
    status,
    cost: cost === null ? undefined : parseCredits(cost),
    outputs: generation.purgedAt === undefined ? outputs : [],
    error: error === null ? undefined : { ...error, retryable: false },
    startedAt: toDate(startedAt),
    endedAt: toDate(endedAt),
  };
}

const toDate = (moment: string | null): Date | undefined => (moment === null ? undefined : new Date(moment));
