import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Provider, ProviderRequest } from '../../../src/generation/provider.ts';
import { createElevenLabsProvider } from '../../../src/generation/providers/elevenlabs/create-elevenlabs-provider.ts';
import {
  type Behaviour,
  type ProviderDouble,
  SECONDS_PER_CHARACTER,
  startSpeechDouble,
} from '../../support/provider-double/index.ts';
import { type DoublePlace, failed, failureOf, only, openDoublePlace, requestFor } from './double-place.ts';

const MODEL = {
  provider: 'elevenlabs',
  model: 'eleven_multilingual_v2',
  rename: { voice: 'voice_id', speed: 'voice_settings.speed' },
  values: { voice: { Rachel: '21m00Tcm4TlvDq8ikWAM' } },
  ranges: { speed: { minimum: 0.7, maximum: 1.2 } },
  fixed: { output_format: 'mp3_44100_128' },
};

let place: DoublePlace;
let double: ProviderDouble;
let provider: Provider;

beforeEach(async () => {
  place = await openDoublePlace();
  double = await place.start(startSpeechDouble());
  provider = providerAt(double.url);
});
afterEach(() => place.leave());

function providerAt(baseUrl: string, timeoutMilliseconds = 30_000): Provider {
  const { outputStore } = place;
  return createElevenLabsProvider({ apiKey: 'xi-nobody', outputStore, baseUrl, timeoutMilliseconds });
}

const PROMPT = 'Thirty characters of a speech.';

function request(change: Partial<ProviderRequest> = {}): ProviderRequest {
  const parameters = { voice: 'Rachel', speed: 1.1 };
  return requestFor(MODEL, { kind: 'VOICE', prompt: PROMPT, parameters, ...change });
}

function lengthOf(verdict: Awaited<ReturnType<Provider['submit']>>): number {
  if (verdict.state !== 'succeeded') throw new Error(`Expected a success, not ${verdict.state}.`);
  return only(verdict.outputs).durationMilliseconds ?? 0;
}

const SPOKEN_MILLISECONDS = PROMPT.length * SECONDS_PER_CHARACTER * 1_000;
/** A frame of MP3 lasts 26 milliseconds. */
const FRAME_MILLISECONDS = 27;

describe('ElevenLabs', () => {
  it('answers with the speech, whose length is measured from its frames', async () => {
    const verdict = await provider.submit(request());
    expect(verdict).toMatchObject({ state: 'succeeded', outputs: [{ mimeType: 'audio/mpeg' }] });
    expect(Math.abs(lengthOf(verdict) - SPOKEN_MILLISECONDS)).toBeLessThan(FRAME_MILLISECONDS);
  });

  it('is asked for the voice by its path and for the rest in its own words', async () => {
    await provider.submit(request());
    const { path, body } = only(double.book.submissions);
    expect(path).toBe('/v1/text-to-speech/21m00Tcm4TlvDq8ikWAM');
    expect(body).toEqual({ text: PROMPT, model_id: 'eleven_multilingual_v2', voice_settings: { speed: 1.1 } });
  });

  it('whose file claims hours is charged by the frames that are there', async () => {
    double.behave({ work: 'absurd-meter' });
    const verdict = await provider.submit(request());
    expect(Math.abs(lengthOf(verdict) - SPOKEN_MILLISECONDS)).toBeLessThan(FRAME_MILLISECONDS);
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

  it('delivered what was kept, though the gateway stopped before it could say so', async () => {
    const verdict = await provider.submit(request());
    expect(await providerAt(double.url).fetch(verdict.upstreamId)).toEqual(verdict);
  });

  it('that answers with something else than sound has delivered nothing', async () => {
    double.behave({ media: 'garbage' });
    expect(await provider.submit(request())).toMatchObject(failed('OUTPUT_UNREADABLE', true));
    expect(await place.outputFiles()).toEqual([]);
  });

  it('is not asked for a voice, a speed or a number of takes that it does not have, so that another may be', async () => {
    for (const change of [
      { parameters: { voice: 'Nobody', speed: 1 } },
      { parameters: { voice: 'Rachel', speed: 4 } },
      { count: 2 },
    ]) {
      expect(await provider.submit(request(change))).toMatchObject(failed('UNSUPPORTED_REQUEST', true));
    }
    expect(double.book.submissions).toEqual([]);
  });

  it('is not asked without a voice, which would be another address', async () => {
    expect(await provider.submit(request({ parameters: {} }))).toMatchObject(failed('PROVIDER_UNAVAILABLE', true));
    expect(double.book.submissions).toEqual([]);
  });
});
