// The doubles of all four protocols, each with a stream of chance of its own.
import { createSeededRandom } from '../../../simulators/media/index.ts';
import {
  FAL_KEYS_PATH,
  type ProviderDouble,
  REPLICATE_SECRET,
  startFalDouble,
  startImagesDouble,
  startReplicateDouble,
  startSpeechDouble,
} from '../../support/provider-double/index.ts';
import { drawBehaviour, drawPollFault } from './misbehaviour.ts';

const STARTERS = {
  replicate: startReplicateDouble,
  fal: startFalDouble,
  openai: startImagesDouble,
  elevenlabs: startSpeechDouble,
} as const;

export type DoubleName = keyof typeof STARTERS;

/** They answer a submission with the work itself: what they delivered is known to nobody when that answer is lost. */
export const SYNCHRONOUS: ReadonlySet<string> = new Set<DoubleName>(['openai', 'elevenlabs']);

export interface Doubles {
  readonly all: ReadonlyMap<string, ProviderDouble>;
  /** What a gateway has to be told to use them. */
  readonly environment: Readonly<Record<string, string>>;
  /** Some work that is under way ends by itself, as if time had passed. */
  endSome(): void;
  /** From now on every question is answered well, and all work ends. */
  calmDown(): void;
  close(): Promise<void>;
}

const ENDS_BY_ITSELF = 0.2;

export async function startDoubles(seed: string): Promise<Doubles> {
  let isCalm = false;
  const start = (name: DoubleName): Promise<ProviderDouble> => {
    const [faults, polls] = [createSeededRandom(seed, name), createSeededRandom(seed, name, 'polls')];
    return STARTERS[name]({
      behaviourFor: () => drawBehaviour(faults, SYNCHRONOUS.has(name)),
      pollFaultFor: () => (isCalm ? undefined : drawPollFault(polls)),
    });
  };
  const [replicate, fal, openai, elevenlabs] = await Promise.all([
    start('replicate'),
    start('fal'),
    start('openai'),
    start('elevenlabs'),
  ]);
  const all = new Map<string, ProviderDouble>(Object.entries({ replicate, fal, openai, elevenlabs }));
  const luck = createSeededRandom(seed, 'ends by itself');
  return {
    all,
    environment: {
      REPLICATE_API_TOKEN: 'r8_nobody_has_this_token',
      REPLICATE_WEBHOOK_SECRET: REPLICATE_SECRET,
      REPLICATE_BASE_URL: replicate.url,
      FAL_KEY: 'a-key:that-nobody-has',
      FAL_BASE_URL: fal.url,
      FAL_KEYS_URL: `${fal.url}${FAL_KEYS_PATH}`,
      OPENAI_API_KEY: 'sk-nobody-has-this-key',
      OPENAI_BASE_URL: `${openai.url}/v1`,
      ELEVENLABS_API_KEY: 'nobody-has-this-key',
      ELEVENLABS_BASE_URL: elevenlabs.url,
    },
    endSome: () => {
      for (const { book } of [replicate, fal]) {
        for (const job of book.jobs.values()) {
          if (job.state === 'running' && luck.next() < ENDS_BY_ITSELF) book.end(job);
        }
      }
    },
    calmDown: () => {
      isCalm = true;
      for (const double of all.values()) double.release();
    },
    close: async () => {
      for (const double of all.values()) await double.close();
    },
  };
}
