// Keys as an attacker sees them, over HTTP and WebSocket: what a 401 gives away, where a key may be used from, rotation, presets,
// and what `viewer` says of whoever asks.
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import WebSocket from 'ws';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { ask } from '../support/gateway-client.ts';
import { BALANCE } from '../support/gateway-operations.ts';
import { waitUntil } from '../support/wait-until.ts';

const HOUR = 3_600_000;
const clock = { ahead: 0 };
const now = (): Date => new Date(Date.now() + clock.ahead);

let gateway: TestGateway;
/** Shares its database: what is changed at the first is in force here. */
let second: TestGateway;

beforeAll(async () => {
  const environment = { TRUSTED_PROXIES: '127.0.0.1', PAYMENTS: 'simulated' };
  gateway = await startTestGateway({ environment, now });
  second = await startTestGateway({ environment, now, besides: gateway });
});

afterAll(async () => {
  await second.stop();
  await gateway.stop();
});

const OFFICE = '203.0.113.7';
const from = (address: string) => ({ headers: { 'x-forwarded-for': address } });

async function mutate(name: string, input: object, request: { key: string; headers?: Record<string, string> }) {
  const field = `${name}(input: $input)`;
  const type = `${name[0]?.toUpperCase()}${name.slice(1)}Input!`;
  const rest = { createApiKey: 'secret', rotateApiKey: 'secret previousSecretWorksUntil' }[name] ?? '';
  const shown = 'id preset scopes prefix allowedIps replacedSecrets { prefix worksUntil }';
  const document = `mutation ($input: ${type}) { ${field} { ${rest} apiKey { ${shown} } userErrors { code path message ... on ParameterError { allowed } } } }`;
  const answer = await ask(gateway.localUrl, { query: document, variables: { input } }, request);
  return answer.data?.[name] ?? answer;
}

/** Of an HTTP request: the status and the reason of a refusal. */
async function knock(key: string | undefined, headers: Record<string, string> = {}, at = gateway): Promise<unknown> {
  const { status, errors } = await ask(at.localUrl, { query: '{ viewer { accountId } }' }, { key, headers });
  return errors === undefined ? status : [status, errors[0].extensions.code, errors[0].extensions.reason];
}

/** Of a WebSocket: `ack`, or the code and reason that it was closed with. */
async function knockOnSocket(payload: object, headers: Record<string, string> = {}): Promise<string> {
  const { socket, outcome } = await openSocket(payload, headers);
  socket.terminate();
  return outcome;
}

async function openSocket(payload: object, headers: Record<string, string> = {}) {
  const socket = new WebSocket(`${gateway.localUrl.replace(/^http/, 'ws')}/graphql`, 'graphql-transport-ws', {
    headers,
  });
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'connection_init', payload }));
  const closed = once(socket, 'close').then(([code, reason]) => `${String(code)} ${String(reason)}`);
  const welcomed = once(socket, 'message').then(() => 'ack');
  welcomed.catch(() => undefined);
  return { socket, closed, outcome: await Promise.race([welcomed, closed]) };
}

describe('a refused key', () => {
  it('is missing, malformed or unknown to who has no secret', async () => {
    const { key } = await gateway.newAccount('1');
    const mistyped = `${key.slice(0, -1)}${key.endsWith('a') ? 'b' : 'a'}`;
    expect(await knock(undefined)).toEqual([401, 'UNAUTHENTICATED', 'MISSING']);
    for (const authorization of ['', 'Bearer', `Basic ${key}`, 'Bearer two words', `Bearer ${'x'.repeat(5_000)}`]) {
      expect(await knock(undefined, { authorization })).toEqual([401, 'UNAUTHENTICATED', 'MALFORMED']);
    }
    expect(await knock(mistyped)).toEqual([401, 'UNAUTHENTICATED', 'MALFORMED']);
    expect(await knock('tg_nobody_has_this_key')).toEqual([401, 'UNAUTHENTICATED', 'UNKNOWN']);
    expect(await knockOnSocket({})).toBe(
      '4403 Forbidden: An API key is missing: send it as "Authorization: Bearer <key>".',
    );
    expect(await knockOnSocket({ authorization: `Bearer ${mistyped}` })).toMatch(/^4403 Forbidden: This is no API key/);
    expect(await knockOnSocket({ authorization: 'Bearer tg_nobody_has_this_key' })).toBe(
      '4403 Forbidden: There is no such API key.',
    );
  });

  it('has expired, was revoked or replaced, or is used from elsewhere: to who has its secret', async () => {
    const { key } = await gateway.newAccount('1');
    const make = async (input: object) => await mutate('createApiKey', { name: 'x', ...input }, { key });
    const expiring = await make({ expiresAt: new Date(now().getTime() + HOUR) });
    const revoked = await make({});
    const replaced = await make({});
    const elsewhere = await make({ allowedIps: [OFFICE] });
    await mutate('revokeApiKey', { id: revoked.apiKey.id }, { key });
    await mutate('rotateApiKey', { id: replaced.apiKey.id, graceHours: 1 }, { key });
    expect([await knock(expiring.secret), await knock(replaced.secret)]).toEqual([200, 200]);
    clock.ahead += HOUR + 1_000;
    const refused = { EXPIRED: expiring, REVOKED: revoked, REPLACED: replaced, ADDRESS_NOT_ALLOWED: elsewhere };
    for (const [reason, { secret }] of Object.entries(refused)) {
      expect(await knock(secret)).toEqual([401, 'UNAUTHENTICATED', reason]);
      const outcome = await knockOnSocket({ authorization: `Bearer ${String(secret)}` });
      expect(outcome).toMatch(/^4403 Forbidden: This (API key|secret) (has|was|may)/);
      expect(await knock(secret, {}, second)).toEqual([401, 'UNAUTHENTICATED', reason]);
    }
  });
});

describe('a key that is bound to networks', () => {
  it('is good from there only, behind a proxy, over HTTP and WebSocket, whatever the client says of itself', async () => {
    const { key } = await gateway.newAccount('1');
    const allowedIps = ['203.0.113.0/24', '2001:db8:1::/48'];
    const { secret } = await mutate('createApiKey', { name: 'Office', allowedIps }, { key });
    const good = ['203.0.113.9', '::ffff:203.0.113.9', '2001:db8:1:2::3', `198.51.100.1, ${OFFICE}`, `evil, ${OFFICE}`];
    const bad = ['198.51.100.1', '2001:db8:2::1', `${OFFICE}, 198.51.100.1`, `${OFFICE}, evil`, '::203.0.113.9', ''];
    const authorization = `Bearer ${String(secret)}`;
    for (const address of good) {
      expect([address, await knock(secret, from(address).headers)]).toEqual([address, 200]);
      expect(await knockOnSocket({ authorization }, from(address).headers)).toBe('ack');
    }
    for (const address of bad) {
      const answer = await knock(secret, from(address).headers);
      expect([address, answer]).toEqual([address, [401, 'UNAUTHENTICATED', 'ADDRESS_NOT_ALLOWED']]);
      expect(await knockOnSocket({ authorization }, from(address).headers)).toBe(
        '4403 Forbidden: This API key may not be used from your address.',
      );
    }
    // Other headers that proxies of others use say nothing here.
    for (const name of ['x-real-ip', 'forwarded', 'cf-connecting-ip', 'true-client-ip', 'x-client-ip']) {
      expect(await knock(secret, { [name]: OFFICE })).toEqual([401, 'UNAUTHENTICATED', 'ADDRESS_NOT_ALLOWED']);
    }
  });

  it('loses its open sockets when it is bound to other networks', async () => {
    const { key } = await gateway.newAccount('1');
    const { secret, apiKey } = await mutate('createApiKey', { name: 'Roaming' }, { key });
    const authorization = `Bearer ${String(secret)}`;
    const [inside, outside] = [
      await openSocket({ authorization }, from(OFFICE).headers),
      await openSocket({ authorization }, from('198.51.100.1').headers),
    ];
    await mutate('updateApiKey', { id: apiKey.id, allowedIps: [OFFICE] }, { key });
    expect(await outside.closed).toBe('4403 Forbidden: This API key may not be used from your address.');
    expect(inside.socket.readyState).toBe(WebSocket.OPEN);
    inside.socket.terminate();
  });

  it('gives no other key more, and does not lock itself out', async () => {
    const { key } = await gateway.newAccount('1');
    const scopes = ['KEYS_WRITE', 'ACCOUNT_READ'];
    const office = await mutate('createApiKey', { name: 'Office', scopes, allowedIps: ['203.0.113.0/24'] }, { key });
    const request = { key: office.secret, ...from(OFFICE) };
    const child = await mutate('createApiKey', { name: 'Child' }, request);
    expect(child.apiKey.allowedIps).toEqual(['203.0.113.0/24']);
    for (const allowedIps of [[], ['0.0.0.0/0'], ['203.0.112.0/23'], ['203.0.113.0/24', '::/0']]) {
      const refusal = { code: 'INVALID_PARAMETER', path: ['allowedIps'], allowed: ['203.0.113.0/24'] };
      const made = await mutate('createApiKey', { name: 'Wider', allowedIps }, request);
      expect(made).toMatchObject({ secret: null, userErrors: [refusal] });
      const changed = await mutate('updateApiKey', { id: office.apiKey.id, allowedIps }, request);
      expect(changed).toMatchObject({ apiKey: null, userErrors: [{ ...refusal, allowed: expect.anything() }] });
    }
    const itself = await mutate('updateApiKey', { id: office.apiKey.id, allowedIps: ['203.0.113.8'] }, request);
    expect(itself.userErrors[0]).toMatchObject({ path: ['allowedIps'], message: expect.stringContaining(OFFICE) });
    const narrower = await mutate('updateApiKey', { id: office.apiKey.id, allowedIps: [OFFICE] }, request);
    expect(narrower.apiKey.allowedIps).toEqual([`${OFFICE}/32`]);
  });

  it.each([
    [['example.com'], ['allowedIps', '0']],
    [
      ['203.0.113.7', '203.0.113.7/24'],
      ['allowedIps', '1'],
    ],
    [Array.from({ length: 51 }, (_, index) => `10.0.0.${index}`), ['allowedIps']],
  ])('is refused with the place of what is wrong: %j', async (allowedIps, path) => {
    const { userErrors } = await mutate('createApiKey', { name: 'x', allowedIps }, { key: gateway.demoKey });
    expect(userErrors).toMatchObject([{ code: 'INVALID_PARAMETER', path }]);
  });
});

describe('a rotated key', () => {
  it('has two secrets for as long as was said, is shown with both, and its sockets stay', async () => {
    const { key } = await gateway.newAccount('1');
    const { secret, apiKey } = await mutate('createApiKey', { name: 'Shop' }, { key });
    const { socket, closed } = await openSocket({ authorization: `Bearer ${String(secret)}` });
    const rotated = await mutate('rotateApiKey', { id: apiKey.id }, { key });
    const endsAt = Date.parse(rotated.previousSecretWorksUntil);
    expect(Math.abs(endsAt - now().getTime() - 24 * HOUR)).toBeLessThan(60_000);
    expect(rotated.apiKey.replacedSecrets).toEqual([
      { prefix: apiKey.prefix, worksUntil: rotated.previousSecretWorksUntil },
    ]);
    for (const at of [gateway, second]) {
      expect([await knock(secret, {}, at), await knock(rotated.secret, {}, at)]).toEqual([200, 200]);
    }
    expect(socket.readyState).toBe(WebSocket.OPEN);
    clock.ahead += 24 * HOUR;
    await waitUntil('the grace is over', async () => (await knock(secret)) !== 200);
    expect(await closed).toMatch(/^4403 Forbidden: This secret was replaced/);
    expect(await knock(rotated.secret)).toBe(200);
  });

  it.each([0, 169, -1])('has no grace of %d hours', async (graceHours) => {
    const { key } = await gateway.newAccount('1');
    const { apiKey } = await mutate('createApiKey', { name: 'Shop' }, { key });
    const { secret, userErrors } = await mutate('rotateApiKey', { id: apiKey.id, graceHours }, { key });
    expect([secret, userErrors[0].path, userErrors[0].allowed]).toEqual([null, ['graceHours'], ['1 to 168']]);
  });

  it('is of the asking account, unless an operator says why', async () => {
    const [mine, theirs] = [await gateway.newAccount('1'), await gateway.newAccount('1')];
    const { apiKey, secret } = await mutate('createApiKey', { name: 'Theirs' }, { key: theirs.key });
    const input = { id: apiKey.id, graceHours: 1 };
    expect(await mutate('rotateApiKey', input, { key: mine.key })).toMatchObject({
      secret: null,
      userErrors: [{ code: 'API_KEY_NOT_FOUND' }],
    });
    const foreign = { ...input, accountId: theirs.id, reason: 'because' };
    expect(await mutate('rotateApiKey', foreign, { key: mine.key })).toMatchObject({
      secret: null,
      userErrors: [{ path: ['accountId'] }],
    });
    const reader = await mutate('createApiKey', { name: 'x', preset: 'READ_ONLY' }, { key: theirs.key });
    expect((await mutate('rotateApiKey', input, { key: reader.secret })).status).toBe(403);
    expect(await knock(secret)).toBe(200);
    const rotated = await mutate('rotateApiKey', foreign, { key: gateway.operatorKey });
    expect(await knock(rotated.secret)).toBe(200);
    const { data } = await ask(
      gateway.localUrl,
      { query: `{ operatorActions(accountId: "${theirs.id}") { action subject reason } }` },
      { key: gateway.operatorKey },
    );
    expect(data.operatorActions).toContainEqual({ action: 'ROTATE_API_KEY', subject: apiKey.id, reason: 'because' });
  });
});

describe('a preset', () => {
  it.each([
    ['FULL_ACCESS', ['GENERATION_WRITE', 'GENERATION_READ', 'ACCOUNT_READ', 'BILLING_WRITE', 'KEYS_WRITE']],
    ['GENERATE_ONLY', ['GENERATION_WRITE', 'GENERATION_READ']],
    ['READ_ONLY', ['GENERATION_READ', 'ACCOUNT_READ']],
    ['MONITOR_ONLY', ['ACCOUNT_READ']],
  ])('%s is %j, for new keys and for those there are', async (preset, scopes) => {
    const { key } = await gateway.newAccount('1');
    const { apiKey } = await mutate('createApiKey', { name: 'x', preset }, { key });
    expect(apiKey).toMatchObject({ preset, scopes });
    const other = preset === 'READ_ONLY' ? 'MONITOR_ONLY' : 'READ_ONLY';
    const changed = await mutate('updateApiKey', { id: apiKey.id, preset: other }, { key });
    expect(changed.apiKey.preset).toBe(other);
  });

  it('gives nothing that the asking key lacks, and stands alone', async () => {
    const { key } = await gateway.newAccount('1');
    const clerk = await mutate('createApiKey', { name: 'Clerk', scopes: ['KEYS_WRITE', 'ACCOUNT_READ'] }, { key });
    for (const preset of ['FULL_ACCESS', 'GENERATE_ONLY', 'READ_ONLY']) {
      const { secret } = await mutate('createApiKey', { name: 'x', preset }, { key: clerk.secret });
      expect([preset, secret]).toEqual([preset, null]);
    }
    const both = await mutate('createApiKey', { name: 'x', preset: 'READ_ONLY', scopes: ['ACCOUNT_READ'] }, { key });
    expect(both.userErrors).toMatchObject([{ code: 'INVALID_PARAMETER', path: ['preset'] }]);
    const { apiKey } = await mutate('createApiKey', { name: 'x', scopes: ['GENERATION_READ'] }, { key });
    expect(apiKey.preset).toBeNull();
  });
});

const VIEWER = `{ viewer {
  accountId apiKeyId apiKeyName apiKeyPrefix scopes preset expiresAt allowedIps address
  limits { requests { limit remaining } concurrencyLimit concurrencyRemaining dailyLimit dailyRemaining dailyResetsAt }
} }`;

describe('viewer', () => {
  const viewerOf = async (key: string, query = VIEWER) =>
    ask(gateway.localUrl, { query }, { key, ...from('203.0.113.7') });

  it.each(['GENERATE_ONLY', 'MONITOR_ONLY', 'FULL_ACCESS'])('says to a key with %s who it is', async (preset) => {
    const { id, key } = await gateway.newAccount('1');
    const input = { name: 'Asking', preset, dailyLimit: '2', allowedIps: ['203.0.113.0/24'] };
    const { secret, apiKey } = await mutate('createApiKey', input, { key });
    const { data, errors } = await viewerOf(secret);
    expect(errors).toBeUndefined();
    expect(data.viewer).toMatchObject({
      ...{ accountId: id, apiKeyId: apiKey.id, apiKeyName: 'Asking', apiKeyPrefix: secret.slice(0, 10), preset },
      ...{ scopes: apiKey.scopes, expiresAt: null, allowedIps: ['203.0.113.0/24'], address: '203.0.113.7' },
      limits: { requests: null, dailyLimit: '2', dailyRemaining: '2' },
    });
    expect(data.viewer.limits.concurrencyRemaining).toBe(data.viewer.limits.concurrencyLimit);
  });

  it('keeps the account and the keys from a key that may not read them', async () => {
    const { key } = await gateway.newAccount('1');
    const { secret } = await mutate('createApiKey', { name: 'x', preset: 'GENERATE_ONLY' }, { key });
    for (const fields of ['account { name }', 'account { email }', 'apiKey { lastUsedAt }']) {
      const { status, errors } = await viewerOf(secret, `{ viewer { ${fields} } }`);
      expect([fields, status, errors?.[0].extensions.code]).toEqual([fields, 403, 'FORBIDDEN_SCOPE']);
    }
    const { data } = await viewerOf(key, '{ viewer { account { name } apiKey { name lastUsedAt } } }');
    expect(data.viewer).toMatchObject({ account: { name: 'Tested' }, apiKey: { lastUsedAt: expect.any(String) } });
  });

  it('says what is left of the minute when requests are counted', async () => {
    const counting = await startTestGateway({ environment: { REQUEST_LIMITS: 'on' }, besides: gateway, now });
    const { key } = await gateway.newAccount('1');
    const query = '{ viewer { limits { requests { limit remaining resetsAt } } } }';
    const first = await ask(counting.localUrl, { query }, { key });
    const { limit, remaining } = first.data.viewer.limits.requests;
    expect(remaining).toBe(limit - 1);
    expect(String(remaining)).toBe(first.headers.get('ratelimit-remaining'));
    await ask(counting.localUrl, { query: BALANCE }, { key });
    const third = await ask(counting.localUrl, { query }, { key });
    expect(third.data.viewer.limits.requests.remaining).toBe(limit - 3);
    await counting.stop();
  });
});
