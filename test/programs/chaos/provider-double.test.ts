// The doubles are the evidence of the chaos: what they say was delivered is what a charge is compared with.
import { describe, expect, it } from '@jest/globals';
import { startFalDouble } from '../../support/provider-double/index.ts';
import { waitUntil } from '../../support/wait-until.ts';

/** So long that its files are fetched before, from this process. */
const ANSWER_MILLISECONDS = 1_000;

describe('a double whose answer breaks off late', () => {
  it('still knows which files were fetched before', async () => {
    const double = await startFalDouble();
    try {
      double.behave({ submit: 'half-answer', answerMilliseconds: ANSWER_MILLISECONDS });
      const submitted = fetch(`${double.url}/fal-ai/flux-pro/v1.1`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: 'Key a-key:that-nobody-has' },
        body: JSON.stringify({ prompt: 'a lighthouse' }),
      }).then((answer) => answer.text());
      const brokenOff = expect(submitted).rejects.toThrow();
      await waitUntil('the work is taken on', async () => double.book.jobs.size === 1);
      const [job] = double.book.jobs.values();
      if (job === undefined) throw new Error('no work was taken on');
      double.book.end(job);
      const media = await fetch(`${double.url}/media/${job.id}/0`);
      expect((await media.arrayBuffer()).byteLength).toBeGreaterThan(0);
      await brokenOff;
      expect([...job.delivered]).toEqual([0]);
    } finally {
      await double.close();
    }
  });
});
