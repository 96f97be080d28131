import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { BASE_URL, onlyOutputOf, openWorkplace, outputsOf, request, type Workplace } from './sandbox-workplace.ts';

let workplace: Workplace;
beforeEach(async () => {
  workplace = await openWorkplace();
});
afterEach(() => workplace.leave());

function told(sandbox: unknown, count = 1) {
  return request({ count, parameters: { size: '64x64', sandbox } });
}

describe('a sandbox that is told how to behave', () => {
  it('succeeds by default, at unguessable absolute addresses', async () => {
    const output = onlyOutputOf(await workplace.provider.submit(request()));
    expect(output.url).toMatch(/^http:\/\/gateway\.test:4000\/outputs\/[0-9a-f]{40}\.png$/);
    expect(output.url.startsWith(BASE_URL)).toBe(true);
  });

  it('answers the verdict again when asked again', async () => {
    const verdict = await workplace.provider.submit(told({ outcome: 'succeed' }, 2));
    expect(await workplace.provider.fetch(verdict.upstreamId)).toEqual(verdict);
  });

  it('fails as a provider does, so that another may be tried', async () => {
    const verdict = await workplace.provider.submit(told({ outcome: 'fail' }));
    expect(verdict).toMatchObject({ state: 'failed', failure: { code: 'PROVIDER_ERROR', retryable: true } });
    expect(await workplace.provider.fetch(verdict.upstreamId)).toEqual(verdict);
  });

  it('refuses content, which no other provider should be asked for', async () => {
    const verdict = await workplace.provider.submit(told({ outcome: 'reject' }));
    expect(verdict).toMatchObject({ state: 'failed', failure: { code: 'CONTENT_POLICY', retryable: false } });
  });

  it.each([
    [{ outcome: 'partial' }, 4, 3],
    [{ outcome: 'partial', deliver: 1 }, 4, 1],
    [{ outcome: 'partial', deliver: 9 }, 4, 4],
    [{ outcome: 'succeed', deliver: 1 }, 2, 2],
  ])('delivers in part: %j of %d makes %d', async (sandbox, count, delivered) => {
    expect(outputsOf(await workplace.provider.submit(told(sandbox, count)))).toHaveLength(delivered);
    expect(await workplace.outputFiles()).toHaveLength(delivered);
  });

  it('fails when the part is nothing', async () => {
    const verdict = await workplace.provider.submit(told({ outcome: 'partial' }));
    expect(verdict).toMatchObject({ state: 'failed', failure: { code: 'PROVIDER_ERROR', retryable: true } });
  });

  it('stays pending for ever on a timeout, and can still be canceled', async () => {
    const { provider, clock } = workplace;
    const verdict = await provider.submit(told({ outcome: 'timeout' }));
    expect(verdict.state).toBe('pending');
    clock.advance(24 * 3_600_000);
    expect(await provider.fetch(verdict.upstreamId)).toEqual(verdict);
    await provider.cancel(verdict.upstreamId);
    expect((await provider.fetch(verdict.upstreamId)).state).toBe('canceled');
  });

  it('takes its time when told to, and other work does not wait for it', async () => {
    const { provider, clock } = workplace;
    const slow = await Promise.all([1, 2, 3, 4].map(() => provider.submit(told({ delayMilliseconds: 60_000 }))));
    expect(slow.map(({ state }) => state)).toEqual(['pending', 'pending', 'pending', 'pending']);
    expect((await provider.submit(told({}))).state).toBe('succeeded');
    clock.advance(59_999);
    expect((await provider.fetch(slow[0]?.upstreamId ?? '')).state).toBe('pending');
    clock.advance(1);
    const verdicts = await Promise.all(slow.map(({ upstreamId }) => provider.wait(upstreamId, 60_000)));
    expect(verdicts.map(({ state }) => state)).toEqual(['succeeded', 'succeeded', 'succeeded', 'succeeded']);
  });

  it.each([[{ outcome: 'explode' }], [{ deliver: -1 }], [{ delayMilliseconds: 600_001 }], [{ surprise: 1 }], ['fail']])(
    'refuses the instruction %j',
    async (sandbox) => {
      const verdict = await workplace.provider.submit(told(sandbox));
      expect(verdict).toMatchObject({ state: 'failed', failure: { code: 'INVALID_INPUT', retryable: false } });
    },
  );
});

describe('a cancel', () => {
  it('is final: the work ends, and nothing is delivered', async () => {
    const { provider, clock } = workplace;
    const { upstreamId } = await provider.submit(told({ delayMilliseconds: 10_000 }));
    await provider.cancel(upstreamId);
    clock.advance(10_000);
    expect(await provider.wait(upstreamId, 1000)).toEqual({ state: 'canceled', upstreamId });
    expect(await workplace.outputFiles()).toEqual([]);
  });

  it('in the middle of the work leaves no file', async () => {
    const { outputStore } = workplace;
    const task = request({ count: 5, parameters: { size: '64x64' } });
    const provider = workplace.anotherProvider({
      ...outputStore,
      save: async (name, content) => {
        const saved = await outputStore.save(name, content);
        await provider.cancel(provider.upstreamIdFor(task.attemptId) ?? '');
        return saved;
      },
    });
    expect((await provider.submit(task)).state).toBe('canceled');
    await provider.close();
    expect(await workplace.outputFiles()).toEqual([]);
  });

  it('after the end changes nothing', async () => {
    const verdict = await workplace.provider.submit(told({}));
    await workplace.provider.cancel(verdict.upstreamId);
    expect(await workplace.provider.fetch(verdict.upstreamId)).toEqual(verdict);
  });
});

describe('an upstream id that the sandbox never gave', () => {
  it.each(['sbx_nothing', 'sbx_../../etc/passwd', '../sandbox', '', 'sbx_', `sbx_${'a'.repeat(300)}`, 'sbx_a\0b'])(
    'is unknown: %j',
    async (upstreamId) => {
      expect(await workplace.provider.fetch(upstreamId)).toEqual({ state: 'unknown', upstreamId });
      await workplace.provider.cancel(upstreamId);
      expect(await workplace.provider.fetch(upstreamId)).toEqual({ state: 'unknown', upstreamId });
    },
  );
});

describe('trouble with the disk', () => {
  it('is a provider error that tells the customer no path', async () => {
    await mkdir(workplace.dataDir, { recursive: true });
    await writeFile(path.join(workplace.dataDir, 'outputs'), 'a file where the folder should be');
    const verdict = await workplace.provider.submit(told({}));
    expect(verdict).toMatchObject({ state: 'failed', failure: { code: 'PROVIDER_ERROR', retryable: true } });
    expect(JSON.stringify(verdict)).not.toContain(workplace.dataDir);
    expect(workplace.errors).toHaveLength(1);
  });

  it('throws when it is not known whether the work was started', async () => {
    await rm(path.join(workplace.dataDir, 'sandbox'), { recursive: true, force: true });
    await writeFile(path.join(workplace.dataDir, 'sandbox'), 'a file where the folder should be');
    await expect(workplace.provider.submit(told({}))).rejects.toThrow();
  });
});
