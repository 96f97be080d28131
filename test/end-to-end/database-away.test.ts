// While PostgreSQL is away, such as for the seconds of a failover, whoever asks is answered that it is, and when to ask again: in every
// dialect, with a key that the gateway remembers and with one that it cannot look up.
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import WebSocket from 'ws';
import { readConfiguration } from '../../src/config/index.ts';
import { createLogger, type Gateway, startGateway } from '../../src/server/index.ts';
import { ask } from '../support/gateway-client.ts';
import { startHolder, temporaryFolder } from '../support/postgres-processes.ts';

const [REMEMBERED, OPERATOR] = ['key-that-is-remembered', 'operator-that-is-not-asked-yet'];
const UNAVAILABLE = { code: 'SERVICE_UNAVAILABLE', status: 503, retryable: true, retryAfterSeconds: 5 };
const BALANCE = '{ balance { available } }';

describe('a gateway whose database is away', () => {
  let gateway: Gateway;
  let url: string;
  const logged: string[] = [];
  const [folder, data] = [temporaryFolder(), temporaryFolder()];

  beforeAll(async () => {
    const holder = await startHolder(data.path);
    if (holder.first.event !== 'ready') throw new Error('no PostgreSQL');
    const keys = { DEMO_API_KEY: REMEMBERED, OPERATOR_API_KEY: OPERATOR };
    const configuration = readConfiguration({
      ...{ PORT: '0', DATABASE_URL: holder.first.url, DATA_DIR: folder.path },
      ...keys,
    });
    const logger = createLogger('warn', { write: (line: string) => void logged.push(line) });
    gateway = await startGateway(configuration, { logger, say: () => undefined });
    url = `http://127.0.0.1:${gateway.port}`;
    expect((await ask(url, { query: BALANCE }, { key: REMEMBERED })).data.balance.available).toBe('100');
    const ended = once(holder.child, 'exit');
    holder.child.kill('SIGINT');
    await ended;
  });

  afterAll(async () => {
    await gateway.stop();
    folder.remove();
    data.remove();
  });

  it.each([REMEMBERED, OPERATOR])('says so in GraphQL: %s', async (key) => {
    const { errors } = await ask(url, { query: BALANCE }, { key });
    expect(errors).toHaveLength(1);
    expect(errors?.[0].extensions).toMatchObject(UNAVAILABLE);
    expect(errors?.[0].message).toMatch(/^The gateway cannot reach its database now\. Try again in 5 s/);
    const { requestId } = errors?.[0].extensions ?? {};
    expect(logged.some((line) => line.includes(requestId) && line.includes('"level":50'))).toBe(true);
  });

  it('answers 503 before an operation has begun', async () => {
    const { status, headers } = await ask(url, { query: BALANCE }, { key: OPERATOR });
    expect([status, headers.get('retry-after')]).toEqual([503, '5']);
  });

  it.each(['/babysea/v1/usage', '/lumenfall/v1/balance'])('says so in other dialects: %s', async (path) => {
    const response = await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${OPERATOR}` } });
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5']);
    expect(await response.text()).not.toMatch(/ECONN|postgres|127\.0\.0\.1/);
  });

  it('closes a new WebSocket with a code after which clients come back', async () => {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    await once(socket, 'open');
    socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${OPERATOR}` } }));
    const [code, reason] = (await once(socket, 'close')) as [number, Buffer];
    expect([code, reason.toString()]).toEqual([1013, expect.stringMatching(/^The gateway cannot reach its database/)]);
  });
});
