// Tokens of the shop's own identity provider: whose they are, what they may do, how forged ones fail, and what happens when the provider
// changes its keys or is away.
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { JWTPayload } from 'jose';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { ask } from '../support/gateway-client.ts';
import { GENERATE, generateInput } from '../support/gateway-operations.ts';
import { knock, knockOnSocket, openSocket } from '../support/knock.ts';
import {
  forge,
  type IssuerKey,
  partsOf,
  signToken,
  signWithPublicKey,
  startIssuer,
  type TestIssuer,
} from '../support/token-issuer.ts';

const clock = { ahead: 0 };
const now = (): Date => new Date(Date.now() + clock.ahead);
const seconds = (ahead = 0): number => Math.floor(now().getTime() / 1_000) + ahead;
/** After an attempt to fetch keys, as long as there is none. */
const COOLDOWN = 31_000;

let issuer: TestIssuer;
let gateway: TestGateway;
let key: IssuerKey;
let account: { id: string; key: string };

const AUDIENCE = 'https://api.shop.example/tollgate';
const SCOPES = ['GENERATION_WRITE', 'GENERATION_READ', 'ACCOUNT_READ'];

beforeAll(async () => {
  issuer = await startIssuer();
  key = await issuer.newKey('ES256', 'first');
  await issuer.publish(key);
  const environment = {
    ...{ TRUSTED_PROXIES: '127.0.0.1', PAYMENTS: 'simulated' },
    ...{ CLIENT_TOKEN_ISSUER: issuer.url, CLIENT_TOKEN_AUDIENCE: AUDIENCE, CLIENT_TOKEN_SCOPES: SCOPES.join() },
    CLIENT_TOKEN_ACCOUNT_CLAIM: 'https://shop.example/account',
  };
  gateway = await startTestGateway({ environment, now });
  account = await gateway.newAccount('10');
});

afterAll(async () => {
  await gateway.stop();
  await issuer.close();
});

afterEach(() => {
  issuer.trouble = undefined;
});

const claimsOf = (changes: object = {}): JWTPayload => ({
  ...{ iss: issuer.url, aud: AUDIENCE, exp: seconds(600), iat: seconds(), sub: 'user-17', jti: randomUUID() },
  ...{ 'https://shop.example/account': account.id },
  ...changes,
});
const tokenOf = (changes: object = {}, header: object = {}) => signToken(key, claimsOf(changes), header);

const VIEWER = '{ viewer { accountId apiKeyId apiKeyName scopes clientToken { id endUser issuer scopes } } }';

describe('a token of the issuer', () => {
  it('is of the account that its claim names, with the scopes of the configuration, over HTTP and WebSocket', async () => {
    const token = await tokenOf({ scope: 'OPERATOR KEYS_WRITE', scp: 'OPERATOR', jti: 'jti-1' });
    const { data } = await ask(gateway.localUrl, { query: VIEWER }, { key: token });
    expect(data.viewer).toMatchObject({
      ...{ accountId: account.id, apiKeyName: `Client tokens of ${issuer.url}`, scopes: SCOPES },
      clientToken: { id: 'jti-1', endUser: 'user-17', issuer: issuer.url, scopes: SCOPES },
    });
    expect(await knockOnSocket(gateway, token)).toBe('ack');
    const another = await gateway.newAccount('1');
    const theirs = await tokenOf({ 'https://shop.example/account': another.id });
    const seen = (await ask(gateway.localUrl, { query: VIEWER }, { key: theirs })).data.viewer;
    expect(seen.accountId).toBe(another.id);
    expect(seen.apiKeyId).not.toBe(data.viewer.apiKeyId);
  });

  it('is accepted with any of the usual algorithms, and as an access token', async () => {
    for (const alg of ['RS256', 'PS256', 'ES384', 'EdDSA']) {
      const other = await issuer.newKey(alg, `kid-${alg}`);
      await issuer.publish(other);
      clock.ahead += COOLDOWN;
      const token = await signToken(other, claimsOf({ aud: ['https://other.example', AUDIENCE] }), { typ: 'at+jwt' });
      expect([alg, await knock(gateway, token)]).toEqual([alg, 200]);
    }
  });

  it('spends what counts for a key of its account, which the account limits and ends', async () => {
    const mine = await gateway.newAccount('10');
    const token = await tokenOf({ 'https://shop.example/account': mine.id });
    const generate = () =>
      ask(gateway.localUrl, { query: GENERATE, variables: { input: generateInput() } }, { key: token });
    // All at once: the key is made once.
    const all = await Promise.all([generate(), generate(), generate()]);
    expect(all.flatMap(({ data }) => data.generate.userErrors)).toEqual([]);
    const { data } = await ask(gateway.localUrl, { query: '{ apiKeys { id name scopes } }' }, { key: mine.key });
    const [made, ...others] = data.apiKeys.filter(({ name }: { name: string }) => name.includes(issuer.url));
    expect([others, made.scopes]).toEqual([[], [...SCOPES, 'BILLING_WRITE']]);
    const mutate = (change: string) => ask(gateway.localUrl, { query: `mutation { ${change} }` }, { key: mine.key });
    await mutate(`updateApiKey(input: { id: "${made.id}", dailyLimit: "0.2" }) { apiKey { id } }`);
    expect((await generate()).data.generate.userErrors).toMatchObject([{ code: 'KEY_DAILY_LIMIT_REACHED' }]);
    await mutate(`updateApiKey(input: { id: "${made.id}", scopes: [GENERATION_READ] }) { apiKey { id } }`);
    expect((await ask(gateway.localUrl, { query: VIEWER }, { key: token })).data.viewer.scopes).toEqual([
      'GENERATION_READ',
    ]);
    const { closed } = await openSocket(gateway, token);
    await mutate(`revokeApiKey(input: { id: "${made.id}" }) { revoked }`);
    expect(await knock(gateway, token)).toEqual([401, 'REVOKED']);
    expect(await closed).toBe('4403 Forbidden: This API key was revoked.');
    // It does not come back to life with another token.
    const next = await tokenOf({ 'https://shop.example/account': mine.id });
    expect(await knock(gateway, next)).toEqual([401, 'REVOKED']);
  });

  it('makes no tokens', async () => {
    const query = 'mutation { createClientToken(input: {}) { token } }';
    const { status, errors } = await ask(gateway.localUrl, { query }, { key: await tokenOf() });
    expect([status, errors?.[0].extensions.code]).toEqual([403, 'FORBIDDEN_CLIENT_TOKEN']);
  });

  it('ends, with half a minute for clocks that differ, and its sockets with it', async () => {
    const token = await tokenOf({ exp: seconds(60) });
    const { closed } = await openSocket(gateway, token);
    clock.ahead += 80_000;
    expect(await knock(gateway, token)).toBe(200);
    clock.ahead += 11_000;
    expect(await knock(gateway, token)).toEqual([401, 'TOKEN_EXPIRED']);
    expect(await closed).toBe('4403 Forbidden: This client token has expired.');
    expect(await knock(gateway, await tokenOf({ nbf: seconds(20) }))).toBe(200);
    expect(await knock(gateway, await tokenOf({ nbf: seconds(60) }))).toEqual([401, 'TOKEN_NOT_YET_VALID']);
  });

  it.each<[string, object]>([
    ['for somebody else', { aud: 'https://other.example' }],
    ['for nobody', { aud: undefined }],
    ['for a part of us', { aud: AUDIENCE.slice(0, -1) }],
    ['without an end', { exp: undefined }],
    ['with an end that is no number', { exp: '2099' }],
    ['without an account', { 'https://shop.example/account': undefined }],
    ['of an account that there is not', { 'https://shop.example/account': 'acct_01h455vb4pex5vsknk084sn02q' }],
    ['of an account by its row', { 'https://shop.example/account': '01940000-0000-7000-8000-000000000001' }],
    ['of a key', { 'https://shop.example/account': 'key_01h455vb4pex5vsknk084sn02q' }],
    ['of two accounts', { 'https://shop.example/account': ['acct_01h455vb4pex5vsknk084sn02q'] }],
    ['of an object', { 'https://shop.example/account': { toString: 'x' } }],
    ['of nothing', { 'https://shop.example/account': '' }],
  ])('is not accepted when it is %s', async (_what, changes) => {
    expect(await knock(gateway, await tokenOf(changes))).toEqual([401, 'TOKEN_NOT_ACCEPTED']);
  });

  it('may have claims of any kind where none is needed', async () => {
    for (const changes of [{ sub: 7, jti: { a: 1 } }, { sub: undefined, jti: undefined }, { sub: 'x'.repeat(3_000) }]) {
      const { status, errors } = await ask(gateway.localUrl, { query: VIEWER }, { key: await tokenOf(changes) });
      expect([status, errors]).toEqual([200, undefined]);
    }
    const endless = await tokenOf({ exp: 1e300 });
    const query = '{ viewer { expiresAt clientToken { expiresAt } } }';
    expect((await ask(gateway.localUrl, { query }, { key: endless })).errors).toBeUndefined();
  });
});

describe('a forged token', () => {
  it('of no algorithm, or with the public key as a shared secret, is none', async () => {
    const good = await tokenOf();
    const { header, claims, signature } = partsOf(good);
    for (const alg of ['none', 'None', 'nOnE', 'HS256', 'HS384', 'HS512', 'ES256K', undefined]) {
      const tokens = [forge({ ...header, alg }, claims), forge({ ...header, alg }, claims, signature)];
      for (const token of tokens) expect([alg, await knock(gateway, token)]).toEqual([alg, [401, 'MALFORMED']]);
    }
    const rsa = await issuer.newKey('RS256', 'rsa');
    await issuer.publish(rsa);
    clock.ahead += COOLDOWN;
    expect(await knock(gateway, await signToken(rsa, claimsOf()))).toBe(200);
    for (const of of [key, rsa]) {
      for (const token of await signWithPublicKey(of, claims)) {
        expect(await knock(gateway, token)).toEqual([401, 'MALFORMED']);
        expect(await knockOnSocket(gateway, token)).toMatch(/^4403 Forbidden: This is no API key or token/);
      }
    }
  });

  it('of another issuer, with other claims, or signed by another key, is unknown', async () => {
    const { header, claims, signature } = partsOf(await tokenOf());
    const another = await gateway.newAccount('1');
    const stolen = forge(header, { ...claims, 'https://shop.example/account': another.id }, signature);
    expect(await knock(gateway, stolen)).toEqual([401, 'TOKEN_UNKNOWN']);
    for (const iss of ['https://evil.example', `${issuer.url}/`, 'urn:tollgate', undefined, 7]) {
      const [status, reason] = (await knock(gateway, await tokenOf({ iss }))) as [number, string];
      // Ours are of one algorithm, and it is not that one.
      expect([iss, status, reason]).toEqual([iss, 401, iss === 'urn:tollgate' ? 'MALFORMED' : 'TOKEN_UNKNOWN']);
    }
    const evil = await issuer.newKey('ES256', key.kid);
    expect(await knock(gateway, await signToken(evil, claimsOf()))).toEqual([401, 'TOKEN_UNKNOWN']);
  });

  it('that brings its own key, or says where it is, is unknown, and nobody is asked there', async () => {
    const evil = await startIssuer();
    const its = await evil.newKey('ES256', 'evil');
    await evil.publish(its);
    const jwk = evil.published[0];
    for (const header of [
      { jwk },
      { jku: `${evil.url}/keys` },
      { x5u: `${evil.url}/keys` },
      { kid: `${evil.url}/keys` },
    ]) {
      expect(await knock(gateway, await signToken(its, claimsOf(), header))).toEqual([401, 'TOKEN_UNKNOWN']);
    }
    expect(evil.asked).toEqual([]);
    await evil.close();
  });

  it('that is signed with a shared secret among the published keys is none', async () => {
    const secret = { kty: 'oct', k: Buffer.from('x'.repeat(32)).toString('base64url'), kid: 'oct', alg: 'HS256' };
    issuer.published.push(secret);
    clock.ahead += COOLDOWN;
    const unsigned = forge({ alg: 'HS256', kid: 'oct' }, claimsOf(), 'AAAA');
    expect(await knock(gateway, unsigned)).toEqual([401, 'MALFORMED']);
    expect(await knock(gateway, await tokenOf())).toBe(200);
  });
});

describe("the issuer's keys", () => {
  it('are found when they are new, and are not asked for again and again by tokens of unknown ones', async () => {
    const next = await issuer.newKey('ES256', 'next');
    clock.ahead += COOLDOWN;
    await issuer.publish(next);
    issuer.asked.length = 0;
    expect(await knock(gateway, await signToken(next, claimsOf()))).toBe(200);
    expect(issuer.asked).toEqual(['/.well-known/openid-configuration', '/keys']);
    const unknown = await issuer.newKey('ES256', 'unknown');
    const tokens = await Promise.all(
      Array.from({ length: 40 }, (_, index) => signToken(unknown, claimsOf(), { kid: `unknown-${index}` })),
    );
    const answers = await Promise.all(tokens.map((token) => knock(gateway, token)));
    expect(new Set(answers.map(String))).toEqual(new Set(['401,TOKEN_UNKNOWN']));
    expect(issuer.asked).toHaveLength(2);
    clock.ahead += COOLDOWN;
    await Promise.all(tokens.map((token) => knock(gateway, `${token.slice(0, -4)}AAAA`)));
    expect(issuer.asked).toHaveLength(4);
  });

  it('that it takes back work no longer after ten minutes', async () => {
    const old = await issuer.newKey('ES256', 'old');
    await issuer.publish(old);
    clock.ahead += COOLDOWN;
    expect(await knock(gateway, await signToken(old, claimsOf({ exp: seconds(7_200) })))).toBe(200);
    issuer.published.splice(0, issuer.published.length, ...issuer.published.filter(({ kid }) => kid !== 'old'));
    clock.ahead += 601_000;
    issuer.asked.length = 0;
    await knock(gateway, await tokenOf());
    await waitForKeys();
    expect(await knock(gateway, await signToken(old, claimsOf({ exp: seconds(7_200) })))).toEqual([
      401,
      'TOKEN_UNKNOWN',
    ]);
  });

  /** They are fetched behind the request that found them old. */
  async function waitForKeys(): Promise<void> {
    while (!issuer.asked.includes('/keys')) await new Promise(setImmediate);
    // Whoever asks now waits for the answer to that.
    await knock(gateway, await signToken(await issuer.newKey('ES256', 'nobody'), claimsOf()));
  }

  it('work on while it is away, and what is not known then is refused for now: no 401, no 500', async () => {
    const good = await tokenOf();
    expect(await knock(gateway, good)).toBe(200);
    const late = await issuer.newKey('ES256', 'late');
    await issuer.publish(late);
    clock.ahead += 700_000;
    issuer.trouble = (_path, response) => response.destroy();
    issuer.asked.length = 0;
    expect(await knock(gateway, await tokenOf())).toBe(200);
    const token = await signToken(late, claimsOf());
    const before = gateway.logs().length;
    for (let count = 0; count < 40; count += 1) {
      const { status, headers, errors } = await ask(gateway.localUrl, { query: VIEWER }, { key: token });
      expect([status, headers.get('retry-after')]).toEqual([503, '30']);
      expect(errors).toMatchObject([
        { extensions: { code: 'SERVICE_UNAVAILABLE', retryable: true, retryAfterSeconds: 30 } },
      ]);
    }
    expect(await knockOnSocket(gateway, token)).toMatch(/^1013 The issuer of this client token cannot be asked/);
    // One attempt in all that time, and nothing that looks like a failure of ours.
    expect(issuer.asked.length).toBeLessThanOrEqual(1);
    expect(gateway.logs().slice(before)).not.toMatch(/"level":[56]0/);
    issuer.trouble = undefined;
    clock.ahead += COOLDOWN;
    expect(await knock(gateway, token)).toBe(200);
  });

  it.each<[string, (response: Parameters<NonNullable<TestIssuer['trouble']>>[1]) => void]>([
    ['fails', (response) => response.writeHead(500).end()],
    ['sends us elsewhere', (response) => response.writeHead(302, { location: 'http://169.254.169.254/' }).end()],
    ['says nothing that is JSON', (response) => response.end('<html>')],
    ['says null', (response) => response.end('null')],
    ['has a list for keys that is none', (response) => response.end('{"keys":7,"jwks_uri":"x"}')],
    ['says too much', (response) => response.end(`{"keys":[${' '.repeat(600_000)}]}`)],
  ])('are not known of one that %s, and that is no failure of ours', async (_what, answer) => {
    clock.ahead += COOLDOWN;
    issuer.trouble = (_path, response) => answer(response);
    const token = await signToken(await issuer.newKey('ES256', randomUUID()), claimsOf());
    expect(await knock(gateway, token)).toEqual([503, 'SERVICE_UNAVAILABLE']);
    expect(await knock(gateway, await tokenOf())).toBe(200);
  });

  it.each<[string, object]>([
    ['of another issuer', { issuer: 'https://evil.example' }],
    ['with no address of keys', { jwks_uri: undefined }],
    ['with an address of another kind', { jwks_uri: 'file:///etc/passwd' }],
  ])('are not taken from a discovery document %s', async (_what, discovery) => {
    clock.ahead += COOLDOWN;
    issuer.discovery = discovery;
    const added = await issuer.newKey('ES256', randomUUID());
    await issuer.publish(added);
    expect(await knock(gateway, await signToken(added, claimsOf()))).toEqual([503, 'SERVICE_UNAVAILABLE']);
    issuer.discovery = {};
  });
});

describe('without an issuer', () => {
  it('its tokens are unknown, and it is not asked', async () => {
    const plain = await startTestGateway({ environment: { TRUSTED_PROXIES: '127.0.0.1', PAYMENTS: 'simulated' } });
    issuer.asked.length = 0;
    expect(await knock(plain, await tokenOf())).toEqual([401, 'TOKEN_UNKNOWN']);
    expect(issuer.asked).toEqual([]);
    await plain.stop();
  });
});
