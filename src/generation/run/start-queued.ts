// Takes queued generations, each with its first attempt: running, and written down before its provider is called, in one
// transaction for all of them.
import { newId, type Shard, type Transaction } from '../../database/index.ts';
import type { Attempt, Generation } from '../generation.ts';
import type { RunServices } from '../services.ts';
import { planWorkAtOnce } from './plan-work.ts';
import { sendFirstAttempts } from './record-attempt.ts';
import type { AttemptRun } from './run-attempt.ts';
import type { Turns } from './take-next.ts';

export interface Started {
  readonly generation: Generation;
  /** Undefined when its worker has to look for itself what is to be done. */
  readonly first: AttemptRun | undefined;
}

export interface Start {
  /** Fewer than asked for when no more are queued. They are under this worker's lease. */
  readonly started: readonly Started[];
  /** Why others could not be started, which stay queued. */
  readonly failure?: Error;
}

/** Turns of the accounts of one shard. */
export interface Queue {
  readonly shard: Pick<Shard, 'transaction'>;
  readonly turns: Turns;
}

/** One that cannot be started does not keep the others from it: then each is started by itself. */
export async function startQueued(services: RunServices, queue: Queue, most: number): Promise<Start> {
  const starting = { services, now: services.now(), shard: queue.shard };
  try {
    return { started: await startAll(starting, (tx) => queue.turns.take(tx, { now: starting.now, most })) };
  } catch (error) {
    const failure = error instanceof Error ? error : new Error(String(error));
    // Where not even a look is possible, none is started.
    return { started: await startEach(services, queue, most).catch(() => []), failure };
  }
}

async function startEach(services: RunServices, { shard, turns }: Queue, most: number): Promise<Started[]> {
  const now = services.now();
  const addresses = await shard.transaction((tx) => turns.look(tx, most));
  const started: Started[] = [];
  for (const address of addresses) {
    const takeOne = async (tx: Transaction): Promise<Generation[]> => {
      const generation = await turns.takeOne(tx, address, now);
      return generation === undefined ? [] : [generation];
    };
    try {
      started.push(...(await startAll({ services, now, shard }, takeOne)));
    } catch (error) {
      services.log('generation_not_started', { id: address.id, error: String(error) });
    }
  }
  return started;
}

interface Starting extends Pick<Queue, 'shard'> {
  readonly services: RunServices;
  readonly now: Date;
}

/** Takes them and opens their first attempts, in one transaction. */
async function startAll(
  { services, now, shard }: Starting,
  take: (tx: Transaction) => Promise<Generation[]>,
): Promise<Started[]> {
  const { taken, firsts, opened } = await shard.transaction(async (tx) => {
    const generations = await take(tx);
    return { taken: generations, ...openFirsts(services, tx, { generations, now }) };
  });
  const ids = await opened;
  const byGeneration = new Map(firsts.map((first) => [first.generation.id, first]));
  return taken.map((generation) => {
    const first = byGeneration.get(generation.id);
    return { generation, first: first !== undefined && ids.has(first.attempt.id) ? first : undefined };
  });
}

/**
 * Nobody has tried what was queued until now, and a cancel would have taken it from the queue: there is nothing to look up.
 * One whose provider cannot be chosen at once, or that has an attempt after all, does not keep the others from theirs.
 */
function openFirsts(
  services: RunServices,
  tx: Transaction,
  { generations, now }: { readonly generations: readonly Generation[]; readonly now: Date },
) {
  const firsts = generations.flatMap((generation) => {
    const first = draftFirst(services, generation, now);
    return first === undefined ? [] : [first];
  });
  return { firsts, opened: sendFirstAttempts(tx, firsts) };
}

function draftFirst(services: RunServices, generation: Generation, now: Date): AttemptRun | undefined {
  try {
    const work = planWorkAtOnce(services, generation);
    const provider = services.health.providers.get(work?.order[0] ?? '');
    if (work === undefined || provider === undefined) return undefined;
    const id = newId();
    const attempt: Attempt = {
      ...{ generationId: generation.id, number: 1, id, provider: provider.name, status: 'SUBMITTED', startedAt: now },
      ...{ upstreamId: provider.upstreamIdFor(id), error: undefined, endedAt: undefined },
    };
    return { generation, attempt, provider, work, isNew: true };
  } catch (error) {
    services.log('first_attempt_not_planned', { id: generation.id, error: String(error) });
    return undefined;
  }
}
