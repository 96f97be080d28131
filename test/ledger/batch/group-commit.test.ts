// Group commit by itself: the batches here are executed by the test, one after the other, when it says so.
import { describe, expect, it } from '@jest/globals';
import { createGroupCommit, type GroupCommit, OverloadedError } from '../../../src/ledger/batch/group-commit.ts';

interface Bench {
  readonly group: GroupCommit<string, string>;
  /** Batches so far, in order. */
  readonly batches: (readonly string[])[];
  /** Lets the batches go on that have begun or will. */
  release(): void;
}

/** Answers each input with itself in capitals; inputs with a "!" are poison. */
function openBench({ largestBatch = 100, longestQueue = 100, isHeld = false } = {}): Bench {
  const gate = Promise.withResolvers<undefined>();
  if (!isHeld) gate.resolve(undefined);
  const batches: (readonly string[])[] = [];
  const group = createGroupCommit<string, string>({
    largestBatch,
    longestQueue,
    execute: async (inputs) => {
      batches.push(inputs);
      await gate.promise;
      if (inputs.some((input) => input.includes('!'))) throw new Error(`poison: ${inputs.join()}`);
      return inputs.map((input) => input.toUpperCase());
    },
  });
  return { group, batches, release: () => gate.resolve(undefined) };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('group commit', () => {
  it('executes a lone input at once, as a batch of one', async () => {
    const { group, batches } = openBench();
    expect(await group.submit('a')).toBe('A');
    expect(batches).toEqual([['a']]);
  });

  it('makes one batch, in order of arrival, of what comes while another is in flight', async () => {
    const { group, batches, release } = openBench({ isHeld: true });
    const first = group.submit('a');
    await turn();
    const later = ['b', 'c', 'd'].map((input) => group.submit(input));
    await turn();
    expect(batches).toEqual([['a']]);
    release();
    expect(await Promise.all([first, ...later])).toEqual(['A', 'B', 'C', 'D']);
    expect(batches).toEqual([['a'], ['b', 'c', 'd']]);
  });

  it('never makes a batch larger than allowed, and loses none of the rest', async () => {
    const { group, batches } = openBench({ largestBatch: 4 });
    const answers = await Promise.all(Array.from('abcdefghij').map((input) => group.submit(input)));
    expect(answers.join('')).toBe('ABCDEFGHIJ');
    expect(batches.map((batch) => batch.length)).toEqual([4, 4, 2]);
  });

  it('lets a poisoned input fail alone, whatever its place, and answers its neighbours', async () => {
    for (const inputs of [
      ['!', 'a', 'b'],
      ['a', '!', 'b'],
      ['a', 'b', '!'],
      ['!1', 'a', '!2', 'b', '!3'],
    ]) {
      const { group } = openBench();
      const answers = await Promise.allSettled(inputs.map((input) => group.submit(input)));
      expect(answers.map((answer) => (answer.status === 'fulfilled' ? answer.value : 'failed'))).toEqual(
        inputs.map((input) => (input.includes('!') ? 'failed' : input.toUpperCase())),
      );
      expect(await group.submit('after')).toBe('AFTER');
    }
  });

  it('answers the neighbours of a poisoned input in the order they came', async () => {
    const { group } = openBench();
    const order: string[] = [];
    const note = (input: string): Promise<unknown> =>
      group.submit(input).then(
        (answer) => order.push(answer),
        () => order.push(input),
      );
    await Promise.all([note('a'), note('!'), note('b'), note('c')]);
    expect(order).toEqual(['A', '!', 'B', 'C']);
  });

  it('finds one poisoned input among a thousand in some twenty batches', async () => {
    const { group, batches } = openBench({ largestBatch: 1_000, longestQueue: 1_000 });
    const inputs = Array.from({ length: 1_000 }, (_, index) => (index === 617 ? '!' : 'a'));
    const answers = await Promise.allSettled(inputs.map((input) => group.submit(input)));
    expect(answers.filter((answer) => answer.status === 'rejected')).toHaveLength(1);
    expect(answers[617]?.status).toBe('rejected');
    expect(batches.length).toBeLessThan(25);
  });

  it('does not look for poison when there is nobody to ask: all fail at once, and the next are asked anew', async () => {
    let calls = 0;
    const group = createGroupCommit<string, string>({
      largestBatch: 100,
      longestQueue: 100,
      isHopeless: (error) => String(error).includes('gone'),
      execute: async (inputs) => {
        calls += 1;
        if (calls === 1) throw new Error('gone');
        return inputs;
      },
    });
    const answers = await Promise.allSettled(['a', 'b', 'c'].map((input) => group.submit(input)));
    expect(answers.map((answer) => answer.status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(calls).toBe(1);
    expect(await group.submit('d')).toBe('d');
  });

  it('refuses one caller too many with how long to wait, and keeps every other', async () => {
    const { group, release } = openBench({ longestQueue: 3, isHeld: true });
    const first = group.submit('a');
    await turn();
    const waiting = ['b', 'c', 'd'].map((input) => group.submit(input));
    const refused = group.submit('e');
    await expect(refused).rejects.toBeInstanceOf(OverloadedError);
    await expect(refused).rejects.toMatchObject({ name: 'OverloadedError', retryAfterSeconds: 1 });
    release();
    expect(await Promise.all([first, ...waiting])).toEqual(['A', 'B', 'C', 'D']);
    expect(await group.submit('e')).toBe('E');
  });

  it('drains: waits for what is in flight, for what waits, and for what comes meanwhile', async () => {
    const { group, release } = openBench({ isHeld: true });
    const answered: string[] = [];
    const submit = (input: string): unknown => group.submit(input).then((answer) => answered.push(answer));
    submit('a');
    await turn();
    submit('b');
    const drained = group.drain().then(() => [...answered]);
    submit('c');
    release();
    expect(await drained).toEqual(['A', 'B', 'C']);
    await group.drain();
  });

  it('drains at once when nothing was asked', async () => {
    await expect(openBench().group.drain()).resolves.toBeUndefined();
  });
});
