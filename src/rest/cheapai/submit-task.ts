// Every task is a generation: accepted at once, its credits reserved, its end asked of /v1/task/{task_id}.
import { z } from 'zod';
import { toPublicId } from '../../callers/index.ts';
import { balanceShown } from '../balance-shown.ts';
import { idempotencyKeyOf, replayedHeader } from '../idempotency-key.ts';
import { requestWithFiles } from '../request-with-files.ts';
import { type Answer, type Call, json, type Refused, refused } from '../route.ts';
import { withReferenceImages } from './image-parameters.ts';
import { isDone, wholeCredits } from './shapes.ts';
import { wholeCreditsHeld } from './whole-credits.ts';

export const submitAnswer = z.object({
  success: isDone,
  task_id: z.string(),
  /** What is left now; null for a key that may not see it. */
  ec_remain_credits: wholeCredits.nullable(),
});

interface Task {
  readonly model: string;
  readonly prompt: string | undefined;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly count?: number;
  readonly receiveUrl: string | undefined;
  /** Addresses of images to work from, after those that are sent. */
  readonly assets?: readonly string[];
}

export async function submitTask(call: Call, task: Task): Promise<Answer | Refused> {
  const { model, prompt, parameters, count, receiveUrl: webhookUrl, assets = [] } = task;
  const answer = await requestWithFiles(call, {
    idempotencyKey: idempotencyKeyOf(call),
    files: call.files,
    addresses: assets,
    input: (sent) => ({
      ...{ model, prompt, count, webhookUrl },
      webhookFormat: 'CHEAPAI',
      parameters: withReferenceImages(parameters, [...sent, ...assets]),
    }),
  });
  if (answer.status === 'refused') return refused({ kind: 'REFUSED', error: answer.error });
  if (answer.status === 'planned') throw new Error('a request that was no dry run was only planned');
  const left = await balanceShown(call);
  const value: z.output<typeof submitAnswer> = {
    success: true,
    task_id: toPublicId('gen', answer.generation.id),
    ec_remain_credits: left === undefined ? null : wholeCreditsHeld(left),
  };
  return json(200, value, replayedHeader(answer.replayed));
}

/** What is not given is left out: a parameter that is there has to have a value. */
export const given = (parameters: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(parameters).filter(([, value]) => value !== undefined));
