// A generation in whose worker's hands nothing moves is overdue, and one that is worked on is not.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { readBacklog } from '../../src/usage/index.ts';
import {
  accepted,
  createGenerationWorld,
  ended,
  type GenerationWorld,
  requestOf,
} from '../support/generation-world.ts';
import { scriptedProvider } from '../support/scripted-provider.ts';
import { waitUntil } from '../support/wait-until.ts';

let world: GenerationWorld;

beforeAll(async () => {
  world = await createGenerationWorld();
});
afterAll(() => world.close());

const MINUTE = 60_000;

it('counts what runs, and what no worker has reported on for a minute as overdue', async () => {
  const answer = Promise.withResolvers<undefined>();
  const provider = scriptedProvider({
    submit: async (_, upstreamId) => {
      await answer.promise;
      return { state: 'failed', upstreamId, failure: { code: 'CONTENT_POLICY', message: 'no', retryable: false } };
    },
  });
  const room = world.openRoom(provider);
  await room.start();
  const generation = await accepted(room, requestOf(await world.newAccount('10')));
  await waitUntil('its provider is asked', () => provider.submitted.length === 1);
  const backlogIn = (milliseconds: number) => readBacklog(world.database, new Date(Date.now() + milliseconds));
  expect(await backlogIn(0)).toMatchObject({ queued: 0, running: 1, overdue: 0 });
  expect(await backlogIn(5 * MINUTE)).toMatchObject({ queued: 0, running: 1, overdue: 1 });
  answer.resolve(undefined);
  await ended(room, generation);
  expect(await backlogIn(5 * MINUTE)).toMatchObject({ queued: 0, running: 0, overdue: 0 });
});
