// A call that waits for its picture keeps no gateway from stopping: it is answered, and its key finds the picture again.
import { expect, it } from '@jest/globals';
import { startTestGateway } from '../../support/gateway.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { askLumenfall, IMAGE, IMAGES } from './ask-lumenfall.ts';

it('a gateway that stops answers who waits, and says whether to ask again', async () => {
  const stays = await startTestGateway();
  const stops = await startTestGateway({ besides: stays });
  const { key } = await stays.newAccount('1');
  const body = { ...IMAGE, sandbox: { delayMilliseconds: 6_000 } };
  const named = { key, body, headers: { 'idempotency-key': 'waits' } };
  const waiting = [askLumenfall(stops, IMAGES, { key, body }), askLumenfall(stops, IMAGES, named)];
  await waitUntil('both are under way', async () => {
    const { body: log } = await askLumenfall(stays, 'GET /v1/requests', { key });
    return log.data.length === 2;
  });
  await stops.stop();
  const [unnamed, once] = await Promise.all(waiting);
  expect([unnamed?.status, once?.status]).toEqual([503, 503]);
  // Without a key of its own, asking again would be a second picture.
  expect(unnamed?.headers.get('x-should-retry')).toBe('false');
  expect(once?.headers.get('x-should-retry')).toBe('true');
  const again = await askLumenfall(stays, IMAGES, named);
  expect([again.status, again.headers.get('idempotency-replayed'), again.body.metadata.cost]).toEqual([
    200,
    'true',
    0.052,
  ]);
  await stays.stop();
});
