import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import wavefile from 'wavefile';
import type { MediaKind } from '../../../src/generation/provider.ts';
import { onlyOutputOf, openWorkplace, request, type Workplace } from './sandbox-workplace.ts';

let workplace: Workplace;
beforeEach(async () => {
  workplace = await openWorkplace();
});
afterEach(() => workplace.leave());

interface Listened {
  readonly sampleRate: number;
  readonly samples: number;
  readonly loudest: number;
  readonly claimedMilliseconds: number | undefined;
  readonly content: string;
}

/** Parsed by a library that had no part in making the file. */
async function listen(kind: MediaKind, prompt: string, parameters: Record<string, unknown>): Promise<Listened> {
  const output = onlyOutputOf(await workplace.provider.submit(request({ kind, prompt, parameters })));
  expect(output).toMatchObject({ mimeType: 'audio/wav' });
  expect(output).not.toHaveProperty('width');
  const content = await workplace.contentOf(output);
  expect(output.bytes).toBe(content.length);
  const wave = new wavefile.WaveFile(content);
  const { sampleRate, numChannels, bitsPerSample } = wave.fmt as Record<string, number>;
  expect([numChannels, bitsPerSample]).toEqual([1, 16]);
  const { chunkSize } = wave.data as { chunkSize: number };
  return {
    sampleRate: sampleRate ?? 0,
    samples: chunkSize / 2,
    loudest: loudestSecond(content, sampleRate ?? 0),
    claimedMilliseconds: output.durationMilliseconds,
    content: content.toString('base64'),
  };
}

/** The loudest sample of the first second; silence would be 0, and 32767 the most there can be. */
function loudestSecond(content: Buffer, sampleRate: number): number {
  const start = content.subarray(44, 44 + 2 * sampleRate);
  const samples = Array.from({ length: start.length / 2 }, (_, index) => start.readInt16LE(index * 2));
  return samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
}

describe('a voice of the sandbox', () => {
  it('speaks for 65 milliseconds per character, at 24 kHz', async () => {
    const text = 'Good morning! How are you today?';
    const speech = await listen('VOICE', text, {});
    expect(speech).toMatchObject({ sampleRate: 24_000, claimedMilliseconds: text.length * 65 });
    expect(speech.samples).toBe((24_000 * text.length * 65) / 1000);
    expect(speech.loudest).toBeGreaterThan(3000);
  });

  it('counts a character outside the basic plane once', async () => {
    expect((await listen('VOICE', '😀😀😀😀😀😀😀😀😀😀', {})).claimedMilliseconds).toBe(650);
  });

  it('keeps the length of a recording that is changed, and is not silent without a text', async () => {
    const speech = await listen('VOICE', '', { input_duration: 4 });
    expect(speech.claimedMilliseconds).toBe(4000);
    expect(speech.loudest).toBeGreaterThan(3000);
  });

  it('says the same in the same way for the same seed, and in another for another', async () => {
    const [first, same, other] = [
      await listen('VOICE', 'Hello', { seed: 1 }),
      await listen('VOICE', 'Hello', { seed: 1 }),
      await listen('VOICE', 'Hello', { seed: 2 }),
    ];
    expect(same.content).toBe(first.content);
    expect(other.content).not.toBe(first.content);
  });

  it('refuses a text that would take more than an hour', async () => {
    const verdict = await workplace.provider.submit(
      request({ kind: 'VOICE', prompt: 'x'.repeat(55_385), parameters: {} }),
    );
    expect(verdict).toMatchObject({ state: 'failed', failure: { code: 'INVALID_INPUT', retryable: false } });
  });
});

describe.each(['MUSIC', 'SOUND'] as const)('%s of the sandbox', (kind) => {
  it.each([
    [{ duration: 1 }, 1000, 24_000],
    [{ duration: '7s' }, 7000, 24_000],
    [{ duration_seconds: 2.5 }, 2500, 24_000],
    [{ duration: 150 }, 150_000, 12_000],
  ])('lasts exactly as long as %j say', async (parameters, milliseconds, sampleRate) => {
    const heard = await listen(kind, 'a calm evening', parameters);
    expect(heard).toMatchObject({ claimedMilliseconds: milliseconds, sampleRate });
    expect(heard.samples).toBe((milliseconds * sampleRate) / 1000);
    expect(heard.loudest).toBeGreaterThan(1000);
  });

  it('is decided by the seed', async () => {
    const [first, same, other] = [
      await listen(kind, 'calm', { duration: 2, seed: 1 }),
      await listen(kind, 'calm', { duration: 2, seed: 1 }),
      await listen(kind, 'calm', { duration: 2, seed: 2 }),
    ];
    expect(same.content).toBe(first.content);
    expect(other.content).not.toBe(first.content);
  });

  it.each([0, -1, 601, 'long', '1e3', true])('is refused for the duration %p', async (duration) => {
    const verdict = await workplace.provider.submit(request({ kind, parameters: { duration } }));
    expect(verdict).toMatchObject({ state: 'failed', failure: { code: 'INVALID_INPUT', retryable: false } });
  });
});
