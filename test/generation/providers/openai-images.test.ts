import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Provider, ProviderRequest } from '../../../src/generation/provider.ts';
import { createOpenAiImagesProvider } from '../../../src/generation/providers/openai-images/create-openai-images-provider.ts';
import { type Behaviour, type ProviderDouble, startImagesDouble } from '../../support/provider-double/index.ts';
import { type DoublePlace, failed, failureOf, only, openDoublePlace, requestFor } from './double-place.ts';

const MODEL = { provider: 'openai', model: 'gpt-image-1', count: { parameter: 'n', most: 10 } };

let place: DoublePlace;
let double: ProviderDouble;
let provider: Provider;

beforeEach(async () => {
  place = await openDoublePlace();
  double = await place.start(startImagesDouble());
  provider = providerAt(double.url);
});
afterEach(() => place.leave());

function providerAt(url: string, timeoutMilliseconds = 30_000): Provider {
  const { outputStore } = place;
  return createOpenAiImagesProvider({ apiKey: 'sk-nobody', outputStore, baseUrl: `${url}/v1`, timeoutMilliseconds });
}

function request(change: Partial<ProviderRequest> = {}): ProviderRequest {
  return requestFor(MODEL, { parameters: { size: '256x320', quality: 'low' }, ...change });
}

describe('an OpenAI-compatible image API', () => {
  it('answers with the images, which are measured from their bytes', async () => {
    const attempt = request({ count: 2 });
    const output = { mimeType: 'image/png', width: 256, height: 320 };
    expect(await provider.submit(attempt)).toMatchObject({ state: 'succeeded', outputs: [output, output] });
    const body = { model: 'gpt-image-1', prompt: 'A quiet harbour', size: '256x320', quality: 'low', n: 2 };
    expect(only(double.book.submissions)).toMatchObject({
      path: '/v1/images/generations',
      key: attempt.attemptId,
      body,
    });
  });

  it('may answer with addresses instead, from which the images are fetched', async () => {
    const parameters = { size: '256x256', response_format: 'url' };
    expect(await provider.submit(request({ parameters }))).toMatchObject({
      state: 'succeeded',
      outputs: [{ width: 256 }],
    });
  });

  it.each<[Behaviour['submit'], string, boolean]>([
    ['overloaded', 'PROVIDER_OVERLOADED', true],
    ['out-of-money', 'PROVIDER_OVERLOADED', true],
    ['server-error', 'PROVIDER_OVERLOADED', true],
    ['unauthorized', 'PROVIDER_UNAVAILABLE', true],
    ['invalid-input', 'INVALID_INPUT', false],
    ['policy', 'CONTENT_POLICY', false],
  ])('that refuses work (%s) did none: %s', async (submit = 'overloaded', code, retryable) => {
    double.behave({ submit });
    expect(await provider.submit(request())).toMatchObject(failed(code, retryable));
    expect(double.book.jobs.size).toBe(0);
  });

  it('that quotes our key in its refusal is not quoted', async () => {
    double.behave({ submit: 'unauthorized' });
    expect(failureOf(await provider.submit(request())).message).not.toContain('sk-');
  });

  it.each<Behaviour['submit']>(['gateway-error', 'half-answer', 'reset-after-accepting', 'html'])(
    'whose answer was lost (%s) is not asked again: nothing was delivered, and nobody pays',
    async (submit = 'html') => {
      double.behave({ submit });
      const attempt = request();
      await expect(provider.submit(attempt)).rejects.toThrow();
      const upstreamId = provider.upstreamIdFor(attempt.attemptId) ?? '';
      expect(await provider.fetch(upstreamId)).toMatchObject(failed('PROVIDER_ANSWER_LOST', false));
      expect(double.book.submissions).toHaveLength(1);
    },
  );

  it('that does not answer in time has lost its answer', async () => {
    double.behave({ submit: 'slow' });
    await expect(providerAt(double.url, 50).submit(request())).rejects.toThrow('no whole answer');
    double.release();
  });

  it("is not asked when the model's deadline has passed, and not waited for past it, whatever its own limit is", async () => {
    const late = await provider.submit(request({ millisecondsLeft: () => 0 }));
    expect(late).toMatchObject(failed('PROVIDER_TIMEOUT', true));
    expect(failureOf(late).mayBeBilled).toBeUndefined();
    expect(double.book.submissions).toEqual([]);
    double.behave({ submit: 'slow' });
    await expect(provider.submit(request({ millisecondsLeft: () => 50 }))).rejects.toThrow('no whole answer');
    double.release();
  });

  it('says when it wants to be asked again', async () => {
    double.behave({ submit: 'overloaded' });
    expect(failureOf(await provider.submit(request())).retryAfterSeconds).toBe(7);
  });

  it('that cannot be reached at all has not received the work', async () => {
    const verdict = await providerAt('http://127.0.0.1:1').submit(request());
    expect(verdict).toMatchObject(failed('PROVIDER_UNAVAILABLE', true));
  });

  it('delivered what was kept, though the gateway stopped before it could say so', async () => {
    const attempt = request({ count: 3 });
    const verdict = await provider.submit(attempt);
    const restarted = providerAt(double.url);
    expect(await restarted.fetch(restarted.upstreamIdFor(attempt.attemptId) ?? '')).toEqual(verdict);
    expect(double.book.submissions).toHaveLength(1);
  });

  it('delivers two of three when one cannot be opened, after a restart too', async () => {
    double.behave({ media: 'first-garbage' });
    const verdict = await provider.submit(request({ count: 3 }));
    expect(verdict).toMatchObject({ state: 'succeeded', outputs: { length: 2 } });
    expect(await providerAt(double.url).fetch(verdict.upstreamId)).toEqual(verdict);
  });

  it.each<[Behaviour, string]>([
    [{ media: 'garbage' }, 'garbage'],
    [{ media: 'truncated' }, 'half of each image'],
    [{ work: 'nothing' }, 'an empty list'],
  ])('that answers with nothing to see has failed: %j', async (behaviour) => {
    double.behave(behaviour);
    expect(await provider.submit(request())).toMatchObject(failed('OUTPUT_UNREADABLE', true));
    expect(await place.outputFiles()).toEqual([]);
  });

  it('whose claims are absurd is not believed', async () => {
    double.behave({ work: 'absurd-meter' });
    const outputs = [{ width: 256, height: 320 }];
    expect(await provider.submit(request())).toMatchObject({ state: 'succeeded', outputs });
  });

  it('cannot be stopped, and says so', async () => {
    const { upstreamId } = await provider.submit(request());
    await expect(provider.cancel(upstreamId)).rejects.toThrow('cannot be canceled');
    expect(await provider.fetch(upstreamId)).toMatchObject({ state: 'succeeded' });
  });
});
