import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Provider, ProviderRequest } from '../../../src/generation/provider.ts';
import { createFalProvider } from '../../../src/generation/providers/fal/create-fal-provider.ts';
import {
  type Behaviour,
  FAL_KEYS_PATH,
  type ProviderDouble,
  startFalDouble,
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
  provider: 'fal',
  model: 'fal-ai/flux-pro/v1.1',
  rename: { width: 'image_size.width', height: 'image_size.height' },
  values: { output_format: { png: 'png', jpeg: 'jpeg' } },
  count: { parameter: 'num_images', most: 4 },
};
const CLIP = {
  provider: 'fal',
  model: 'fal-ai/kling-video/v2.1/master/text-to-video',
  values: { duration: { 5: '5' } },
};

let place: DoublePlace;
let double: ProviderDouble;
let provider: Provider;

beforeEach(async () => {
  place = await openDoublePlace();
  double = await place.start(startFalDouble());
  provider = providerAt(double.url);
});
afterEach(() => place.leave());

function providerAt(baseUrl: string): Provider {
  return createFalProvider({
    key: 'a-key:that-nobody-has',
    outputStore: place.outputStore,
    baseUrl,
    keysUrl: `${double.url}${FAL_KEYS_PATH}`,
  });
}

const request = (change: Partial<ProviderRequest> = {}) => requestFor(MODEL, change);

function announced(change: Partial<ProviderRequest> = {}): ProviderRequest {
  const plain = request(change);
  return { ...plain, webhookUrl: 'https://gateway.example/webhooks/providers/fal/att_01jd' };
}

describe('fal', () => {
  it('makes what was asked for, and the gateway measures it from the bytes', async () => {
    const verdict = await settle(provider, request({ count: 3 }));
    const output = { mimeType: 'image/png', width: 320, height: 256 };
    expect(verdict).toMatchObject({ state: 'succeeded', outputs: [output, output, output] });
    expect(await place.outputFiles()).toHaveLength(3);
  });

  it('is asked at the path of the model, and about the work at the path of its app', async () => {
    const { upstreamId } = await provider.submit(request());
    const { path, body } = only(double.book.submissions);
    expect(path).toBe('/fal-ai/flux-pro/v1.1');
    const size = { width: 320, height: 256 };
    expect(body).toEqual({ prompt: 'A quiet harbour', image_size: size, output_format: 'png', num_images: 1 });
    expect(upstreamId).toMatch(/^fal-ai\/flux-pro\/requests\/[0-9a-f-]{36}$/);
  });

  it('makes a film, whose length is measured', async () => {
    const parameters = { duration: 5, aspect_ratio: '16:9' };
    const verdict = await settle(provider, requestFor(CLIP, { kind: 'VIDEO', parameters }));
    const output = { durationMilliseconds: 5_000, width: 160, height: 90 };
    expect(verdict).toMatchObject({ state: 'succeeded', outputs: [output] });
  });

  it('that delivers a picture where a film was asked for has delivered nothing', async () => {
    expect(await settle(provider, request({ kind: 'VIDEO' }))).toMatchObject(failed('OUTPUT_UNREADABLE', true));
    expect(await place.outputFiles()).toEqual([]);
  });

  it('is asked about work that takes its time until it has ended', async () => {
    double.behave({ pendingPolls: 5 });
    expect(await settle(provider, request())).toMatchObject({ state: 'succeeded' });
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
    'whose answer to a submission was lost (%s) is waited for, until its webhook brings the id',
    async (submit = 'html') => {
      double.behave({ submit });
      const attempt = announced();
      await expect(provider.submit(attempt)).rejects.toThrow();
      const placeholder = provider.upstreamIdFor(attempt.attemptId) ?? '';
      expect(await provider.fetch(placeholder)).toEqual({ state: 'pending', upstreamId: placeholder });
      double.behave({});
      double.release();
      const check = await provider.verifyWebhook?.(deliveryOf(only(double.webhooks)));
      const upstreamId = check?.status === 'verified' ? (check.upstreamId ?? '') : '';
      expect(await provider.fetch(upstreamId)).toMatchObject({ state: 'succeeded' });
      expect(double.book.submissions).toHaveLength(1);
    },
  );

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

  it('that knows nothing of the work (any more) has not failed either', async () => {
    const { upstreamId } = await provider.submit(request());
    double.book.jobs.clear();
    await expect(provider.fetch(upstreamId)).rejects.toThrow('404');
  });

  it.each<[Behaviour['work'], string, boolean]>([
    ['fails', 'PROVIDER_ERROR', true],
    ['policy', 'CONTENT_POLICY', false],
    ['nothing', 'PROVIDER_ERROR', true],
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
    },
  );

  it('delivers three of four when one cannot be opened', async () => {
    double.behave({ media: 'first-garbage' });
    const verdict = await settle(provider, request({ count: 4 }));
    expect(verdict).toMatchObject({ state: 'succeeded', outputs: { length: 3 } });
  });

  it('that claims a million pixels and fifty files is believed neither', async () => {
    double.behave({ work: 'absurd-meter' });
    const verdict = await settle(provider, request());
    expect(verdict).toMatchObject({ state: 'succeeded', outputs: [{ width: 320, height: 256 }] });
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

  it('is not asked for a format or a number of images that it does not make, so that another may be', async () => {
    const webp = { parameters: { output_format: 'webp' } };
    expect(await provider.submit(request(webp))).toMatchObject(failed('UNSUPPORTED_REQUEST', true));
    expect(await provider.submit(request({ count: 5 }))).toMatchObject(failed('UNSUPPORTED_REQUEST', true));
    expect(double.book.submissions).toEqual([]);
  });

  it.each(['../../v1/keys', 'flux', 'fal-ai/flux?x=1', 'fal-ai/../admin'])(
    'is not asked for a model called %s, which would be another address',
    async (model) => {
      const verdict = await provider.submit(requestFor({ ...MODEL, model }));
      expect(verdict).toMatchObject(failed('PROVIDER_UNAVAILABLE', true));
      expect(double.book.submissions).toEqual([]);
    },
  );
});

describe('a webhook of fal', () => {
  async function sentFor(behaviour: Behaviour) {
    double.behave(behaviour);
    const { upstreamId } = await settle(provider, announced());
    return { upstreamId, webhooks: double.webhooks };
  }
  const verify = (delivery: ReturnType<typeof deliveryOf>) => provider.verifyWebhook?.(delivery);

  it('is verified by the published keys and says which work it is about', async () => {
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

  it('is rejected with another body, about another request, and without its headers', async () => {
    const { webhooks } = await sentFor({});
    const good = deliveryOf(only(webhooks));
    const rejected = { status: 'rejected' };
    expect(await verify({ ...good, rawBody: Buffer.concat([good.rawBody, Buffer.from(' ')]) })).toMatchObject(rejected);
    const other = { ...good.headers, 'x-fal-webhook-request-id': '00000000-0000-0000-0000-000000000000' };
    expect(await verify({ ...good, headers: other })).toMatchObject(rejected);
    expect(await verify({ ...good, headers: {} })).toMatchObject(rejected);
    expect(await verify({ ...good, now: new Date(good.now.getTime() - 900_000) })).toMatchObject(rejected);
  });

  it('is rejected as long as the keys cannot be had', async () => {
    const { webhooks } = await sentFor({});
    const { outputStore } = place;
    const keysUrl = 'http://127.0.0.1:1/keys';
    const blind = createFalProvider({ key: 'a-key', outputStore, baseUrl: double.url, keysUrl });
    expect(await blind.verifyWebhook?.(deliveryOf(only(webhooks)))).toMatchObject({ status: 'rejected' });
  });
});
