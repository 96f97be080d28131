import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Provider, ProviderRequest } from '../../../src/generation/provider.ts';
import { createReplicateProvider } from '../../../src/generation/providers/replicate/create-replicate-provider.ts';
import {
  type Behaviour,
  type ProviderDouble,
  REPLICATE_SECRET,
  startReplicateDouble,
} from '../../support/provider-double/index.ts';
import {
  type DoublePlace,
  deliveryOf,
  failed,
  failureOf,
  only,
  openDoublePlace,
  requestFor,
  settle,
} from './double-place.ts';

const MODEL = {
  provider: 'replicate',
  model: 'black-forest-labs/flux-1.1-pro',
  values: { output_format: { png: 'png', jpeg: 'jpg' } },
  fixed: { aspect_ratio: 'custom' },
  count: { parameter: 'num_outputs', most: 4 },
};
const TOKEN = 'r8_a-token-that-nobody-has';

let place: DoublePlace;
let double: ProviderDouble;
let provider: Provider;

beforeEach(async () => {
  place = await openDoublePlace();
  double = await place.start(startReplicateDouble());
  provider = providerAt(double.url);
});
afterEach(() => place.leave());

function providerAt(baseUrl: string): Provider {
  const { outputStore } = place;
  return createReplicateProvider({ apiToken: TOKEN, webhookSecret: REPLICATE_SECRET, outputStore, baseUrl });
}

const request = (change: Partial<ProviderRequest> = {}) => requestFor(MODEL, change);

/** With the attempt's own webhook address, as the gateway gives one when it is reachable. */
function announced(change: Partial<ProviderRequest> = {}): ProviderRequest {
  const plain = request(change);
  return { ...plain, webhookUrl: 'https://gateway.example/webhooks/providers/replicate/att_01jd' };
}

describe('Replicate', () => {
  it('makes what was asked for, and the gateway measures it from the bytes', async () => {
    const verdict = await settle(provider, request({ count: 3 }));
    const output = {
      mimeType: 'image/png',
      width: 320,
      height: 256,
      url: expect.stringMatching(/outputs\/[0-9a-f]{40}\.png$/),
    };
    expect(verdict).toMatchObject({ state: 'succeeded', outputs: [output, output, output] });
    expect(await place.outputFiles()).toHaveLength(3);
  });

  it('is asked with the parameters in its own words, for the official model of that name', async () => {
    await settle(provider, request({ parameters: { width: 320, height: 256, output_format: 'jpeg', sandbox: {} } }));
    const { path, body } = only(double.book.submissions);
    expect(path).toBe('/v1/models/black-forest-labs/flux-1.1-pro/predictions');
    const input = { prompt: 'A quiet harbour', width: 320, height: 256, output_format: 'jpg', num_outputs: 1 };
    expect(body).toEqual({ input: { ...input, aspect_ratio: 'custom' } });
  });

  it('is asked about work that takes its time until it has ended', async () => {
    double.behave({ pendingPolls: 5 });
    expect(await settle(provider, request())).toMatchObject({ state: 'succeeded' });
  });

  it('delivers the same files when it is asked again, by another process too, and fetches none twice', async () => {
    const first = await settle(provider, request());
    const { delivered } = only([...double.book.jobs.values()]);
    expect(delivered.size).toBe(1);
    delivered.clear();
    expect(await providerAt(double.url).fetch(first.upstreamId)).toEqual(first);
    expect(delivered.size).toBe(0);
  });

  it.each<[Behaviour['submit'], string, boolean]>([
    ['overloaded', 'PROVIDER_OVERLOADED', true],
    ['out-of-money', 'PROVIDER_OVERLOADED', true],
    ['server-error', 'PROVIDER_OVERLOADED', true],
    ['unauthorized', 'PROVIDER_UNAVAILABLE', true],
    ['invalid-input', 'INVALID_INPUT', false],
    ['policy', 'CONTENT_POLICY', false],
  ])('that refuses work (%s) took none on: %s', async (submit = 'overloaded', code, retryable) => {
    double.behave({ submit });
    expect(await provider.submit(request())).toMatchObject(failed(code, retryable));
    expect(double.book.jobs.size).toBe(0);
  });

  it('says when it wants to be asked again', async () => {
    double.behave({ submit: 'overloaded' });
    expect(failureOf(await provider.submit(request())).retryAfterSeconds).toBe(7);
  });

  it.each<Behaviour['submit']>(['gateway-error', 'half-answer', 'reset-after-accepting', 'html'])(
    'whose answer to a submission was lost (%s) is looked up by the attempt, and not asked a second time',
    async (submit = 'html') => {
      double.behave({ submit });
      const attempt = announced();
      await expect(provider.submit(attempt)).rejects.toThrow();
      double.behave({});
      const { id } = only([...double.book.jobs.values()]);
      const placeholder = provider.upstreamIdFor(attempt.attemptId) ?? '';
      double.book.advance(only([...double.book.jobs.values()]));
      expect(await provider.fetch(placeholder)).toMatchObject({ state: 'succeeded', upstreamId: id });
      expect(double.book.submissions).toHaveLength(1);
    },
  );

  it('that does not list the attempt is not taken to know nothing of it', async () => {
    await provider.submit(announced());
    const stranger = provider.upstreamIdFor(announced().attemptId) ?? '';
    expect(await provider.fetch(stranger)).toEqual({ state: 'pending', upstreamId: stranger });
  });

  it('that cannot be reached at all has not received the work', async () => {
    const nobody = providerAt('http://127.0.0.1:1');
    expect(await nobody.submit(request())).toMatchObject(failed('PROVIDER_UNAVAILABLE', true));
  });

  it.each<Behaviour['poll']>(['server-error', 'overloaded', 'html', 'half-answer', 'reset'])(
    'that gives no sensible answer about the work (%s) has not failed',
    async (poll = 'html') => {
      const { upstreamId } = await provider.submit(request());
      double.behave({ poll });
      await expect(provider.fetch(upstreamId)).rejects.toThrow();
      double.behave({});
      expect(await provider.fetch(upstreamId)).toMatchObject({ state: 'succeeded' });
    },
  );

  it.each<[Behaviour['work'], string, boolean]>([
    ['fails', 'PROVIDER_ERROR', true],
    ['policy', 'CONTENT_POLICY', false],
    ['nothing', 'OUTPUT_UNREADABLE', true],
  ])('whose work comes to nothing (%s) has failed: %s', async (work = 'fails', code, retryable) => {
    double.behave({ work });
    expect(await settle(provider, request())).toMatchObject(failed(code, retryable));
  });

  it('can succeed after every deadline, and the late success is seen', async () => {
    double.behave({ work: 'never-ends' });
    const { upstreamId } = await provider.submit(request());
    expect(await provider.fetch(upstreamId)).toMatchObject({ state: 'pending' });
    double.release();
    expect(await provider.fetch(upstreamId)).toMatchObject({ state: 'succeeded' });
  });

  it.each<Behaviour['media']>(['garbage', 'truncated', 'gone', 'redirect-to-metadata'])(
    'whose files cannot be opened (%s) has delivered nothing',
    async (media = 'garbage') => {
      double.behave({ media });
      expect(await settle(provider, request({ count: 2 }))).toMatchObject(failed('OUTPUT_UNREADABLE', true));
      expect(await place.outputFiles()).toEqual([]);
    },
  );

  it.each<Behaviour['media']>(['half-answer', 'server-error'])(
    'whose files cannot be fetched for now (%s) is asked again later',
    async (media = 'half-answer') => {
      double.behave({ media });
      await expect(settle(provider, request())).rejects.toThrow();
      expect(await place.outputFiles()).toEqual([]);
    },
  );

  it('delivers three of four when one cannot be opened', async () => {
    double.behave({ media: 'first-garbage' });
    const verdict = await settle(provider, request({ count: 4 }));
    expect(verdict).toMatchObject({ state: 'succeeded', outputs: { length: 3 } });
  });

  it('that makes fifty times what was asked for is taken no more from than that', async () => {
    double.behave({ work: 'absurd-meter' });
    expect(await settle(provider, request({ count: 2 }))).toMatchObject({ state: 'succeeded', outputs: { length: 2 } });
  });

  it('stops when asked to, and its word afterwards is what counts', async () => {
    double.behave({ work: 'never-ends' });
    const { upstreamId } = await provider.submit(request());
    await provider.cancel(upstreamId);
    expect(await provider.fetch(upstreamId)).toEqual({ state: 'canceled', upstreamId });
  });

  it('keeps a success that came before the wish to stop', async () => {
    const { upstreamId } = await settle(provider, request());
    await provider.cancel(upstreamId);
    expect(await provider.fetch(upstreamId)).toMatchObject({ state: 'succeeded' });
  });

  it('is not asked for what the storefront did not say how to ask', async () => {
    const { attemptId, model, kind, prompt, parameters, count } = request();
    const verdict = await provider.submit({ attemptId, model, kind, prompt, parameters, count });
    expect(verdict).toMatchObject(failed('PROVIDER_UNAVAILABLE', true));
    expect(double.book.submissions).toEqual([]);
  });
});

describe('a webhook of Replicate', () => {
  async function sentFor(behaviour: Behaviour) {
    double.behave(behaviour);
    const { upstreamId } = await settle(provider, announced());
    return { upstreamId, webhooks: double.webhooks };
  }
  const verify = (delivery: ReturnType<typeof deliveryOf>) => provider.verifyWebhook?.(delivery);

  it('is verified on its raw body and says which work it is about', async () => {
    const { upstreamId, webhooks } = await sentFor({});
    expect(await verify(deliveryOf(only(webhooks)))).toEqual({ status: 'verified', upstreamId });
  });

  it('says the same when it comes twice, and when an earlier one comes late', async () => {
    for (const webhook of ['twice', 'out-of-order'] as const) {
      const { upstreamId, webhooks } = await sentFor({ webhook });
      for (const sent of webhooks.slice(-2)) {
        expect(await verify(deliveryOf(sent))).toEqual({ status: 'verified', upstreamId });
      }
    }
  });

  it.each<[Behaviour['webhook'], RegExp]>([
    ['wrong-signature', /signature/],
    ['stale', /old/],
  ])('is rejected when it is %s', async (webhook = 'stale', reason) => {
    const { webhooks } = await sentFor({ webhook });
    expect(await verify(deliveryOf(only(webhooks)))).toEqual({
      status: 'rejected',
      reason: expect.stringMatching(reason),
    });
  });

  it('that somebody passed on to another attempt brings that one no id', async () => {
    const { webhooks } = await sentFor({});
    const passedOn = { ...deliveryOf(only(webhooks)), path: '/webhooks/providers/replicate/att_other?attempt=other' };
    expect(await verify(passedOn)).toEqual({ status: 'verified', upstreamId: undefined });
  });

  it('is rejected with another body, without its headers, from the future, and without a secret of ours', async () => {
    const { webhooks } = await sentFor({});
    const good = deliveryOf(only(webhooks));
    const { outputStore } = place;
    const withoutSecret = createReplicateProvider({ apiToken: TOKEN, outputStore, baseUrl: double.url });
    const rejected = { status: 'rejected' };
    expect(await verify({ ...good, rawBody: Buffer.concat([good.rawBody, Buffer.from(' ')]) })).toMatchObject(rejected);
    expect(await verify({ ...good, headers: {} })).toMatchObject(rejected);
    expect(await verify({ ...good, headers: { ...good.headers, 'webhook-signature': 'v1,' } })).toMatchObject(rejected);
    expect(await verify({ ...good, now: new Date(good.now.getTime() - 900_000) })).toMatchObject(rejected);
    expect(await withoutSecret.verifyWebhook?.(good)).toMatchObject(rejected);
  });
});
