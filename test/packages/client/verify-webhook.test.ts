// Webhooks: what a gateway signs is accepted, everything else refused.
import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { verifyWebhook, WebhookVerificationError } from '../../../packages/client/src/index.ts';
import { newWebhookSecret, standardHeaders } from '../../../src/webhooks/deliver/sign.ts';

const SECRET = newWebhookSecret();
const NEXT = newWebhookSecret();
const NOW = new Date('2026-11-30T12:00:00Z');
const BODY = JSON.stringify({
  type: 'generation.completed',
  timestamp: '2026-11-30T11:59:59Z',
  data: { cost: '0.052', é: '✓' },
});
const ID = 'evt_1';
const ONLY = { secret: SECRET, previousSecret: undefined, previousUntil: undefined };
const HEADERS = standardHeaders({ id: ID, body: BODY, now: NOW }, ONLY);
const seconds = (count: number): Date => new Date(NOW.getTime() + count * 1_000);

const codeOf = async (input: Partial<Parameters<typeof verifyWebhook>[0]>): Promise<unknown> => {
  try {
    return await verifyWebhook({ body: BODY, headers: HEADERS, secret: SECRET, now: NOW, ...input });
  } catch (error) {
    if (error instanceof WebhookVerificationError) return error.code;
    throw error;
  }
};
const EVENT = {
  id: ID,
  type: 'generation.completed',
  timestamp: '2026-11-30T11:59:59Z',
  data: { cost: '0.052', é: '✓' },
};

describe('a genuine webhook', () => {
  it('is its event, from any form of its body and its headers', async () => {
    const bytes = new TextEncoder().encode(BODY);
    const capitals: Record<string, string> = Object.fromEntries(
      Object.entries(HEADERS).map(([name, value]) => [name.toUpperCase(), value]),
    );
    for (const body of [BODY, bytes, bytes.buffer, Buffer.from(BODY)]) expect(await codeOf({ body })).toEqual(EVENT);
    for (const headers of [new Headers(HEADERS), capitals]) expect(await codeOf({ headers })).toEqual(EVENT);
  });

  it('is accepted up to five minutes before and after', async () => {
    for (const now of [seconds(-300), seconds(300)]) expect(await codeOf({ now })).toEqual(EVENT);
    for (const now of [seconds(-301), seconds(301)]) expect(await codeOf({ now })).toBe('TIMESTAMP_OUT_OF_RANGE');
    expect(await codeOf({ now: seconds(301), toleranceSeconds: 301 })).toEqual(EVENT);
  });

  it('is accepted by either secret while one replaces another, and by any of the receiver', async () => {
    const rotating = { secret: NEXT, previousSecret: SECRET, previousUntil: seconds(60) };
    const headers = standardHeaders({ id: ID, body: BODY, now: NOW }, rotating);
    for (const secret of [SECRET, NEXT, [NEXT], [newWebhookSecret(), SECRET]]) {
      expect(await codeOf({ headers, secret })).toEqual(EVENT);
    }
  });
});

describe('a forged webhook', () => {
  it.each([
    ['another body', { body: BODY.replace('0.052', '0.051') }],
    ['another id', { headers: { ...HEADERS, 'webhook-id': 'evt_2' } }],
    ['a newer time', { headers: { ...HEADERS, 'webhook-timestamp': String(NOW.getTime() / 1000 + 1) } }],
    ['another secret', { secret: NEXT }],
    ['no secret at all', { secret: [] }],
    [
      'a shorter signature',
      { headers: { ...HEADERS, 'webhook-signature': HEADERS['webhook-signature']!.slice(0, -4) } },
    ],
    ['an empty signature', { headers: { ...HEADERS, 'webhook-signature': 'v1,' } }],
    [
      'another version',
      { headers: { ...HEADERS, 'webhook-signature': HEADERS['webhook-signature']!.replace('v1', 'v2') } },
    ],
    ['no base64', { headers: { ...HEADERS, 'webhook-signature': 'v1,é' } }],
  ])('with %s is refused', async (_, input) => {
    expect(await codeOf(input)).toBe('SIGNATURE_WRONG');
  });

  it.each(['webhook-id', 'webhook-timestamp', 'webhook-signature'])('without %s is malformed', async (name) => {
    expect(await codeOf({ headers: { ...HEADERS, [name]: undefined } })).toBe('MALFORMED');
  });

  it.each(['now', '-1', '1e9', '', '9'.repeat(20)])('at the time %j is malformed, though signed', async (time) => {
    const key = Buffer.from(SECRET.slice('whsec_'.length), 'base64');
    const signature = createHmac('sha256', key).update(`${ID}.${time}.${BODY}`).digest('base64');
    const headers = { 'webhook-id': ID, 'webhook-timestamp': time, 'webhook-signature': `v1,${signature}` };
    expect(await codeOf({ headers })).toBe('MALFORMED');
  });

  it.each(['', 'whsec_', 'whsec_é'])('is never accepted by the secret %j', async (secret) => {
    await expect(codeOf({ secret })).rejects.toThrow(TypeError);
  });
});
