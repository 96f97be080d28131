// Some systems answer with the media itself: such a call waits until its generation has ended.
import { toPublicId } from '../callers/index.ts';
import type { Generation } from '../generation/index.ts';
import type { Call } from './route.ts';

/**
 * The generation once it has ended, or as it was last seen when the caller hung up, or the gateway began to stop, before. It ends at
 * its model's deadline at the latest; whoever hung up finds it under its id. One that is held for an operator's review has ended: it
 * is delivered, and its cost is not known yet.
 */
export async function waitForEnd(
  { services, hungUp }: Pick<Call, 'services' | 'hungUp'>,
  accepted: Generation,
): Promise<Generation> {
  if (accepted.endedAt !== undefined) return accepted;
  const { accountId, id } = accepted;
  const changes = await services.generations.follow(accountId, id);
  if (changes === undefined) throw new Error(`${toPublicId('gen', id)} was accepted and cannot be followed`);
  const signal = hungUp();
  const stop = (): void => void changes.return?.();
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  let last = accepted;
  try {
    for await (const generation of changes) {
      last = generation;
      if (last.endedAt !== undefined) break;
    }
  } finally {
    signal.removeEventListener('abort', stop);
  }
  return last;
}
