// CheapAI's HTTP as its samples use it, and what they send.
import { expect } from '@jest/globals';
import sharp from 'sharp';
import { creditsAnswer } from '../../../src/rest/cheapai/account.ts';
import { cheapaiError } from '../../../src/rest/cheapai/errors.ts';
import { taskAnswer } from '../../../src/rest/cheapai/find-task.ts';
import { submitAnswer } from '../../../src/rest/cheapai/submit-task.ts';
import type { TestGateway } from '../../support/gateway.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { type DialectAnswer, dialectClient, type Sending } from '../dialect-client.ts';

export const SEEDREAM = 'bytedance-seedream-4.5';
/** The sample of the vendor's page Sound Effects: 200 credits. */
export const THUNDER = {
  text: 'Thunder rolling with heavy rain',
  duration_seconds: 5.0,
  prompt_influence: 0.3,
  loop: false,
};

export function cheapaiClient(gatewayOf: () => TestGateway) {
  const send = dialectClient('/cheapai', gatewayOf);
  const keyed = (key: string | undefined): Sending => (key === undefined ? {} : { key });
  return {
    send,
    soundEffect: (sending: Sending = {}, json: object = THUNDER): Promise<DialectAnswer> =>
      send('POST', '/v1/task/sound-effect', { json, ...sending }),
    creditsOf: async (key?: string): Promise<number> =>
      creditsAnswer.parse((await send('GET', '/v1/credits', keyed(key))).body).credits,
    /** The task once it has ended. */
    ended: async (id: string, key?: string) => {
      const find = async () => taskAnswer.parse((await send('GET', `/v1/task/${id}`, keyed(key))).body);
      await waitUntil(`task ${id} ends`, async () => ['done', 'error'].includes((await find()).status));
      return find();
    },
  };
}

/** An answer in the form of C14. */
export function refused(answer: DialectAnswer) {
  const { error, code, retryable } = cheapaiError.parse(answer.body);
  return { status: answer.status, error, code, retryable };
}

/** The task's id. */
export function accepted(answer: DialectAnswer): string {
  expect([answer.status, answer.body]).toEqual([200, expect.objectContaining({ success: true })]);
  return submitAnswer.parse(answer.body).task_id;
}

/** A file of one color. */
export const picture = async (color: string): Promise<Blob> =>
  new Blob([
    await sharp({ create: { width: 32, height: 32, channels: 3, background: color } })
      .png()
      .toBuffer(),
  ]);
