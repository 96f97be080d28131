import { spawnSync } from 'node:child_process';
import { mkdir, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { OutputStore } from '../../../src/generation/outputs/index.ts';
import { makePicture } from '../../support/provider-double/media.ts';
import { openWorkplace, outputsOf, request, type Workplace } from './sandbox-workplace.ts';

const aPicture = (): Promise<Buffer> => makePicture({ width: 64, height: 48 }, 0);

let workplace: Workplace;
beforeEach(async () => {
  workplace = await openWorkplace();
});
afterEach(() => workplace.leave());

const jobFile = (upstreamId: string, suffix = '.json'): string =>
  path.join(workplace.dataDir, 'sandbox', `${upstreamId}${suffix}`);

/** As a process leaves a job when it is killed after the work and before the verdict, or earlier. */
async function forgetVerdict(upstreamId: string): Promise<void> {
  await rm(jobFile(upstreamId, '.verdict.json'));
}

/** Counts what is stored, and how much of it at once. */
function countingStore(store: OutputStore) {
  const counts = { saves: 0, atOnce: 0, most: 0 };
  const save: OutputStore['save'] = async (name, content) => {
    counts.saves += 1;
    counts.atOnce += 1;
    counts.most = Math.max(counts.most, counts.atOnce);
    const saved = await store.save(name, content);
    counts.atOnce -= 1;
    return saved;
  };
  return { counts, store: { ...store, save } };
}

describe('the same attempt, submitted twice', () => {
  it('is one job, whether one after the other or at once', async () => {
    const { counts, store } = countingStore(workplace.outputStore);
    const provider = workplace.anotherProvider(store);
    const task = request({ count: 2 });
    const [first, second] = await Promise.all([provider.submit(task), provider.submit(task)]);
    expect(second).toEqual(first);
    expect(await provider.submit({ ...task, prompt: 'something else', count: 9 })).toEqual(first);
    expect(counts.saves).toBe(2);
    expect(await workplace.outputFiles()).toHaveLength(2);
  });

  it('has an upstream id that is known before the call', async () => {
    const task = request();
    expect((await workplace.provider.submit(task)).upstreamId).toBe(workplace.provider.upstreamIdFor(task.attemptId));
  });
});

describe('a sandbox that was killed in the middle', () => {
  it('does the work again when asked, with the same names and bytes', async () => {
    const verdict = await workplace.provider.submit(request({ count: 3 }));
    const before = await Promise.all(outputsOf(verdict).map((output) => workplace.contentOf(output)));
    await forgetVerdict(verdict.upstreamId);
    const successor = workplace.anotherProvider();
    expect(await successor.fetch(verdict.upstreamId)).toMatchObject({ state: 'pending' });
    expect(await successor.wait(verdict.upstreamId, 60_000)).toEqual(verdict);
    expect(await Promise.all(outputsOf(verdict).map((output) => workplace.contentOf(output)))).toEqual(before);
    expect(await workplace.outputFiles()).toHaveLength(3);
  });

  it('finishes what has only a record', async () => {
    const { request: recorded, ...others } = JSON.parse(
      await readFile(jobFile((await workplace.provider.submit(request())).upstreamId), 'utf8'),
    ) as { request: object };
    const upstreamId = 'sbx_left-behind';
    await writeFile(jobFile(upstreamId), JSON.stringify({ ...others, upstreamId, request: { ...recorded, count: 2 } }));
    expect(outputsOf(await workplace.anotherProvider().wait(upstreamId, 60_000))).toHaveLength(2);
  });

  it('stops for a shutdown without a verdict, and the next process finishes', async () => {
    const { outputStore } = workplace;
    const task = request({ count: 3 });
    const working = Promise.withResolvers<undefined>();
    const provider = workplace.anotherProvider({
      ...outputStore,
      save: async (name, content) => {
        working.resolve(undefined);
        return await outputStore.save(name, content);
      },
    });
    const answer = provider.submit(task);
    await working.promise;
    await provider.close();
    workplace.clock.advance(250);
    const verdict = await answer;
    expect(verdict.state).toBe('pending');
    expect(await workplace.outputFiles()).toHaveLength(1);
    expect(outputsOf(await workplace.anotherProvider().wait(verdict.upstreamId, 60_000))).toHaveLength(3);
  });
});

describe('several processes on one folder', () => {
  it('agree on one verdict and make no file twice', async () => {
    const [one, two] = [workplace.provider, workplace.anotherProvider()];
    const task = request({ count: 3 });
    const { upstreamId } = await one.submit({
      ...task,
      parameters: { size: '64x64', sandbox: { delayMilliseconds: 5000 } },
    });
    await two.fetch(upstreamId);
    workplace.clock.advance(5000);
    const verdicts = await Promise.all([one.wait(upstreamId, 60_000), two.wait(upstreamId, 60_000)]);
    await Promise.all([one.close(), two.close()]);
    expect(verdicts[0]).toEqual(verdicts[1]);
    expect(outputsOf(verdicts[0])).toHaveLength(3);
    expect(await workplace.outputFiles()).toHaveLength(3);
  });

  async function abandonedJob(claim: object): Promise<string> {
    const { upstreamId } = await workplace.provider.submit(request());
    await forgetVerdict(upstreamId);
    await writeFile(jobFile(upstreamId, '.claim'), JSON.stringify(claim));
    return upstreamId;
  }

  it('leave a job to the live process that has claimed it, until its lease is over', async () => {
    const upstreamId = await abandonedJob({ host: 'another-host', pid: 1, instance: 'other' });
    const { counts, store } = countingStore(workplace.outputStore);
    const provider = workplace.anotherProvider(store);
    await provider.fetch(upstreamId);
    await provider.close();
    expect(counts.saves).toBe(0);
    const longAgo = new Date(Date.now() - 60_000);
    await utimes(jobFile(upstreamId, '.claim'), longAgo, longAgo);
    expect((await workplace.anotherProvider().wait(upstreamId, 60_000)).state).toBe('succeeded');
  });

  it('take over at once from a dead process of the same machine', async () => {
    const { pid } = spawnSync(process.execPath, ['--version']);
    const upstreamId = await abandonedJob({ host: hostname(), pid, instance: 'dead' });
    expect((await workplace.anotherProvider().wait(upstreamId, 60_000)).state).toBe('succeeded');
    expect(await readdir(path.dirname(jobFile(upstreamId)))).not.toContain(`${upstreamId}.claim`);
  });

  it('take over from a predecessor with the same pid, as in a restarted container', async () => {
    const upstreamId = await abandonedJob({ host: hostname(), pid: process.pid, instance: 'predecessor' });
    expect((await workplace.anotherProvider().wait(upstreamId, 60_000)).state).toBe('succeeded');
  });
});

describe('a burst of submissions', () => {
  it('is worked on two at a time', async () => {
    const { counts, store } = countingStore(workplace.outputStore);
    const provider = workplace.anotherProvider(store);
    const tasks = Array.from({ length: 20 }, () => request({ parameters: { size: '32x32' } }));
    const verdicts = await Promise.all(tasks.map((task) => provider.submit(task)));
    expect(verdicts.every(({ state }) => state === 'succeeded')).toBe(true);
    expect(counts).toMatchObject({ saves: 20, most: 2 });
  });
});

describe('pruning', () => {
  it('forgets old jobs and keeps new ones', async () => {
    const [old, fresh] = [await workplace.provider.submit(request()), await workplace.provider.submit(request())];
    const longAgo = new Date('2020-01-01');
    await utimes(jobFile(old.upstreamId), longAgo, longAgo);
    await mkdir(path.join(workplace.dataDir, 'sandbox', 'not-a-job.json'));
    expect(await workplace.outputFiles()).toHaveLength(2);
    expect(await workplace.provider.prune(new Date('2021-01-01'), 100)).toBe(1);
    expect((await workplace.provider.fetch(old.upstreamId)).state).toBe('unknown');
    expect(await workplace.provider.fetch(fresh.upstreamId)).toEqual(fresh);
    const files = await readdir(path.dirname(jobFile(old.upstreamId)));
    expect(files.filter((name) => name.startsWith(old.upstreamId))).toEqual([]);
    expect(await workplace.outputFiles()).toEqual(outputsOf(fresh).map(({ url }) => path.basename(url)));
  });

  it('takes a share at a time, and leaves what no job of the sandbox has made', async () => {
    const foreign = await workplace.outputStore.keep({ secret: 'f'.repeat(40), index: 0 }, await aPicture());
    if (!foreign.ok) throw new Error('no picture');
    for (let job = 0; job < 3; job += 1) await workplace.provider.submit(request());
    const future = new Date(Date.now() + 1_000_000);
    expect(await workplace.provider.prune(future, 2)).toBe(2);
    expect(await workplace.provider.prune(future, 2)).toBe(1);
    expect(await workplace.outputFiles()).toEqual([foreign.output.name]);
  });
});
