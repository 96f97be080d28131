// Tokens for browsers that a key of the account makes: what they may do, what they count for, when they end, and what forged ones get.
import { createPrivateKey, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SignJWT } from 'jose';
import WebSocket from 'ws';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { ask } from '../support/gateway-client.ts';
import { GENERATE, generateInput } from '../support/gateway-operations.ts';
import { knock, knockOnSocket, openSocket } from '../support/knock.ts';
import { forge, partsOf } from '../support/token-issuer.ts';
import { waitUntil } from '../support/wait-until.ts';

const HOUR = 3_600_000;
const clock = { ahead: 0 };
const now = (): Date => new Date(Date.now() + clock.ahead);

let gateway: TestGateway;
/** Shares its database: tokens of the first are good here. */
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

const MINT = `mutation ($input: CreateClientTokenInput!) {
  createClientToken(input: $input) {
    token clientToken { id scopes expiresAt endUser issuer }
    userErrors { code path message ... on ParameterError { allowed } }
  }
}`;

async function mint(key: string, input: object = {}) {
  const { data, errors, status } = await ask(gateway.localUrl, { query: MINT, variables: { input } }, { key });
  return data?.createClientToken ?? { status, errors };
}

const CREATE = `mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret apiKey { id } } }`;

async function newKey(key: string, input: object = {}): Promise<{ secret: string; id: string }> {
  const variables = { input: { name: 'Shop', ...input } };
  const { data } = await ask(gateway.localUrl, { query: CREATE, variables }, { key });
  return { secret: data.createApiKey.secret, id: data.createApiKey.apiKey.id };
}

const mutate = (query: string, key: string) => ask(gateway.localUrl, { query: `mutation { ${query} }` }, { key });

const VIEWER =
  '{ viewer { accountId apiKeyId scopes preset expiresAt clientToken { id scopes expiresAt endUser issuer } } }';

describe('a client token', () => {
  it('is shown with what it is, and is good over HTTP and WebSocket at every gateway of the database', async () => {
    const { id, key } = await gateway.newAccount('1');
    const shop = await newKey(key, { preset: 'GENERATE_ONLY' });
    const { token, clientToken, userErrors } = await mint(shop.secret, { endUser: 'user-17', expiresInSeconds: 600 });
    expect(userErrors).toEqual([]);
    const scopes = ['GENERATION_WRITE', 'GENERATION_READ'];
    expect(clientToken).toMatchObject({ scopes, endUser: 'user-17', issuer: null });
    const ends = Date.parse(clientToken.expiresAt) - now().getTime();
    expect([ends > 590_000, ends <= 600_000]).toEqual([true, true]);
    for (const at of [gateway, second]) {
      const { data } = await ask(at.localUrl, { query: VIEWER }, { key: token });
      expect(data.viewer).toMatchObject({ accountId: id, apiKeyId: shop.id, scopes, preset: 'GENERATE_ONLY' });
      expect(data.viewer).toMatchObject({ clientToken, expiresAt: clientToken.expiresAt });
      expect(await knockOnSocket(at, token)).toBe('ack');
    }
    expect((await ask(gateway.localUrl, { query: VIEWER }, { key })).data.viewer.clientToken).toBeNull();
    // It is one of this gateway, not of any other that is set up like it.
    const other = await startTestGateway();
    expect(await knock(other, token)).toEqual([401, 'TOKEN_UNKNOWN']);
    await other.stop();
  });

  it('works for 15 minutes unless it is said otherwise, and never longer than its key', async () => {
    const { key } = await gateway.newAccount('1');
    const endOf = async (secret: string, input: object = {}) =>
      (Date.parse((await mint(secret, input)).clientToken.expiresAt) - now().getTime()) / 1_000;
    expect(Math.abs((await endOf(key)) - 900)).toBeLessThan(10);
    expect(Math.abs((await endOf(key, { expiresInSeconds: 3_600 })) - 3_600)).toBeLessThan(10);
    const brief = await newKey(key, { expiresAt: new Date(now().getTime() + 120_000) });
    expect(await endOf(brief.secret)).toBeLessThanOrEqual(120);
    for (const expiresInSeconds of [59, 3_601, 0, -1, 2_147_483_647]) {
      const { token, userErrors } = await mint(key, { expiresInSeconds });
      expect([token, userErrors[0].path, userErrors[0].allowed]).toEqual([null, ['expiresInSeconds'], ['60 to 3600']]);
    }
  });

  it.each([
    [['KEYS_WRITE']],
    [['GENERATION_WRITE', 'KEYS_WRITE']],
    [['OPERATOR']],
    [['BILLING_WRITE']],
    [['ACCOUNT_READ', 'GENERATION_READ']],
    [[]],
  ])('has nothing that its key lacks or that manages: not %j', async (scopes) => {
    const { key } = await gateway.newAccount('1');
    const shop = await newKey(key, { scopes: ['GENERATION_WRITE', 'GENERATION_READ', 'KEYS_WRITE'] });
    const { token, userErrors } = await mint(shop.secret, { scopes });
    expect([token, userErrors[0].path, userErrors[0].allowed]).toEqual([
      null,
      ['scopes'],
      ['GENERATION_WRITE', 'GENERATION_READ'],
    ]);
    for (const scope of ['KEYS_WRITE', 'OPERATOR']) {
      expect((await mint(gateway.operatorKey, { scopes: [scope] })).token).toBeNull();
    }
  });

  it.each(['', 'x'.repeat(256), 'two\nlines', '\u200b'])('is for nobody of the name %j', async (endUser) => {
    const { key } = await gateway.newAccount('1');
    const { token, userErrors } = await mint(key, { endUser });
    expect([token, userErrors[0].path]).toEqual([null, ['endUser']]);
  });

  it('makes no tokens, erases nothing and manages no keys, whatever its key may do', async () => {
    const { key } = await gateway.newAccount('1');
    const all = ['GENERATION_WRITE', 'GENERATION_READ', 'ACCOUNT_READ', 'BILLING_WRITE'];
    const { token, clientToken } = await mint(key, { scopes: all });
    expect(clientToken.scopes).toEqual(all);
    expect(await mint(token)).toMatchObject({
      status: 403,
      errors: [{ extensions: { code: 'FORBIDDEN_CLIENT_TOKEN' } }],
    });
    const erased = await gateway.ask(
      'mutation { purgeRequest(input: { id: "req_01m8myjjaxeykb46bgd8vppr6h" }) { purged } }',
      {},
      { key: token },
    );
    expect([erased.status, erased.errors?.[0].extensions.code]).toEqual([403, 'FORBIDDEN_CLIENT_TOKEN']);
    const mine = await newKey(key);
    for (const change of [
      'createApiKey(input: { name: "x" }) { secret }',
      `rotateApiKey(input: { id: "${mine.id}" }) { secret }`,
      `updateApiKey(input: { id: "${mine.id}", name: "y" }) { apiKey { id } }`,
      `revokeApiKey(input: { id: "${mine.id}" }) { revoked }`,
      'grantCredits(input: { accountId: "x", credits: "1", idempotencyKey: "k" }) { replayed }',
    ]) {
      const { status, errors } = await mutate(change, token);
      expect([change, status, errors?.[0].extensions.code]).toEqual([change, 403, 'FORBIDDEN_SCOPE']);
    }
  });

  it('may do what its key may at that moment, of what it was made for', async () => {
    const { key } = await gateway.newAccount('1');
    const shop = await newKey(key, { scopes: ['GENERATION_READ', 'ACCOUNT_READ'] });
    const { token } = await mint(shop.secret, { scopes: ['GENERATION_READ', 'ACCOUNT_READ'] });
    const balance = () => ask(gateway.localUrl, { query: '{ balance { available } }' }, { key: token });
    expect((await balance()).status).toBe(200);
    const following = await openSocket(gateway, token);
    await mutate(`updateApiKey(input: { id: "${shop.id}", preset: GENERATE_ONLY }) { apiKey { id } }`, key);
    expect((await balance()).status).toBe(403);
    const { data } = await ask(gateway.localUrl, { query: VIEWER }, { key: token });
    // What its key was given since is not what it was made for.
    expect(data.viewer.scopes).toEqual(['GENERATION_READ']);
    expect(await following.closed).toBe('4403 Forbidden: This API key may do less than before.');
  });

  it('spends what counts for its key, within the limit of that key and those above it', async () => {
    const { key } = await gateway.newAccount('10');
    const admin = await newKey(key, { preset: 'FULL_ACCESS', dailyLimit: '0.06' });
    const scopes = ['GENERATION_WRITE', 'GENERATION_READ', 'ACCOUNT_READ'];
    const shop = await newKey(admin.secret, { scopes });
    const { token } = await mint(shop.secret, { scopes });
    const generate = (credential: string) =>
      ask(gateway.localUrl, { query: GENERATE, variables: { input: generateInput() } }, { key: credential });
    const first = await generate(token);
    expect(first.data.generate.userErrors).toEqual([]);
    const next = [
      await generate(token),
      await generate(shop.secret),
      await generate((await mint(shop.secret, { scopes })).token),
    ];
    expect(next.map(({ data }) => data.generate.userErrors[0]?.code)).toEqual([
      'KEY_DAILY_LIMIT_REACHED',
      'KEY_DAILY_LIMIT_REACHED',
      'KEY_DAILY_LIMIT_REACHED',
    ]);
    const query = `{ transactions(first: 1, where: { apiKeyId: "${shop.id}" }) { nodes { amount } } }`;
    const { data } = await ask(gateway.localUrl, { query }, { key });
    expect(data.transactions.nodes).toEqual([{ amount: '-0.052' }]);
  });

  it('is bound to the networks of its key', async () => {
    const { key } = await gateway.newAccount('1');
    const shop = await newKey(key, { preset: 'GENERATE_ONLY' });
    const { token } = await mint(shop.secret);
    await mutate(`updateApiKey(input: { id: "${shop.id}", allowedIps: ["203.0.113.7"] }) { apiKey { id } }`, key);
    expect(await knock(gateway, token)).toEqual([401, 'ADDRESS_NOT_ALLOWED']);
  });
});

describe('a client token ends', () => {
  it('when its time is over, and so do its sockets', async () => {
    const { key } = await gateway.newAccount('1');
    const { token } = await mint(key, { expiresInSeconds: 60 });
    const { closed, socket } = await openSocket(gateway, token);
    expect([await knock(gateway, token), socket.readyState]).toEqual([200, WebSocket.OPEN]);
    clock.ahead += 60_000;
    expect(await knock(gateway, token)).toEqual([401, 'TOKEN_EXPIRED']);
    expect(await closed).toBe('4403 Forbidden: This client token has expired.');
    expect(await knockOnSocket(gateway, token)).toBe('4403 Forbidden: This client token has expired.');
  });

  it('with its key, at every gateway, and so do its sockets', async () => {
    const { key } = await gateway.newAccount('1');
    const shop = await newKey(key, { preset: 'GENERATE_ONLY' });
    const { token } = await mint(shop.secret);
    const sockets = [await openSocket(gateway, token), await openSocket(second, token)];
    await mutate(`revokeApiKey(input: { id: "${shop.id}" }) { revoked }`, key);
    expect(await knock(gateway, token)).toEqual([401, 'REVOKED']);
    for (const { closed } of sockets) expect(await closed).toBe('4403 Forbidden: This API key was revoked.');
    await waitUntil('the other gateway knows', async () => (await knock(second, token)) !== 200);
    expect(await knock(second, token)).toEqual([401, 'REVOKED']);
  });

  it('when its key expires earlier than was known when it was made', async () => {
    const { key } = await gateway.newAccount('1');
    const shop = await newKey(key, { preset: 'GENERATE_ONLY' });
    const { token } = await mint(shop.secret, { expiresInSeconds: 3_600 });
    const soon = new Date(now().getTime() + 60_000);
    const update = `updateApiKey(input: { id: "${shop.id}", expiresAt: "${soon.toISOString()}" }) { apiKey { id } }`;
    await mutate(update, key);
    const { data } = await ask(gateway.localUrl, { query: VIEWER }, { key: token });
    expect(data.viewer.clientToken.expiresAt).toBe(soon.toISOString());
    clock.ahead += 61_000;
    expect(await knock(gateway, token)).toEqual([401, 'EXPIRED']);
  });

  it('when the secret that it was made with has been rotated and its grace is over, and not one of the new secret', async () => {
    const { key } = await gateway.newAccount('1');
    const shop = await newKey(key, { preset: 'GENERATE_ONLY' });
    clock.ahead += 30_000;
    const before = (await mint(shop.secret, { expiresInSeconds: 3_600 })).token;
    const rotate = `rotateApiKey(input: { id: "${shop.id}", graceHours: 1 }) { secret }`;
    const { secret } = (await mutate(rotate, key)).data.rotateApiKey;
    clock.ahead += HOUR - 60_000;
    const late = (await mint(shop.secret, { expiresInSeconds: 3_600 })).token;
    const after = (await mint(secret, { expiresInSeconds: 3_600 })).token;
    expect([await knock(gateway, before), await knock(gateway, late), await knock(gateway, after)]).toEqual([
      200, 200, 200,
    ]);
    clock.ahead += 60_000;
    // Its own time is not over yet.
    expect(await knock(gateway, late)).toEqual([401, 'REPLACED']);
    expect(await knock(gateway, after)).toBe(200);
  });
});

describe('a forged client token', () => {
  it('is none, whatever it says and however it is signed', async () => {
    const [mine, theirs] = [await gateway.newAccount('1'), await gateway.newAccount('1')];
    const { token } = await mint(mine.key, { scopes: ['GENERATION_READ'] });
    const other = (await mint(theirs.key)).token;
    const { header, claims, signature } = partsOf(token);
    const wider = { ...claims, scp: 'GENERATION_WRITE GENERATION_READ ACCOUNT_READ KEYS_WRITE OPERATOR' };
    const foreign = { ...claims, acct: theirs.id, key: partsOf(other).claims['key'] };
    const longer = { ...claims, exp: Number(claims['exp']) + 3_600 };
    for (const changed of [wider, foreign, longer, { ...claims, sub: 'another' }]) {
      expect(await knock(gateway, forge(header, changed, signature))).toEqual([401, 'TOKEN_UNKNOWN']);
      for (const alg of ['none', 'None', 'NONE', 'HS256', 'RS256', 'ES256', '', undefined]) {
        expect([alg, await knock(gateway, forge({ ...header, alg }, changed, signature))]).toEqual([
          alg,
          [401, 'MALFORMED'],
        ]);
      }
      expect(await knock(gateway, forge({ ...header, alg: 'none' }, changed))).toEqual([401, 'MALFORMED']);
      expect(await knock(gateway, forge(header, changed))).toEqual([401, 'TOKEN_UNKNOWN']);
    }
    const own = createPrivateKey({
      key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), randomBytes(32)]),
      format: 'der',
      type: 'pkcs8',
    });
    for (const kid of [String(header['kid']), 'another', "' or 1=1 --", '../../etc/passwd']) {
      const signed = await new SignJWT(wider).setProtectedHeader({ ...header, alg: 'EdDSA', kid }).sign(own);
      expect([kid, await knock(gateway, signed)]).toEqual([kid, [401, 'TOKEN_UNKNOWN']]);
    }
    expect(await knock(gateway, token)).toBe(200);
  });

  it.each([
    ['no parts', 'eyJhbGciOiJFZERTQSJ9..'],
    ['no JSON', `eyJ${'A'.repeat(20)}.AAAA.AAAA`],
    ['five parts, as what is encrypted has', 'eyJhbGciOiJkaXIifQ..AAAA.AAAA.AAAA'],
    ['more than 8192 characters', `eyJ${'A'.repeat(8_200)}.AAAA.AAAA`],
    ['a list for claims', `eyJhbGciOiJFZERTQSJ9.${Buffer.from('[1]').toString('base64url')}.AAAA`],
    ['a critical extension', forge({ alg: 'EdDSA', crit: ['x'], x: 1 }, { iss: 'urn:tollgate' }, 'AAAA')],
  ])('is none with %s', async (_what, token) => {
    const [status, reason] = (await knock(gateway, token)) as [number, string];
    expect([status, reason]).toEqual([401, expect.stringMatching(/^(MALFORMED|UNKNOWN|TOKEN_UNKNOWN)$/)]);
  });
});
