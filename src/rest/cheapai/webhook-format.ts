// What CheapAI posts to a receive_url: the task that has ended, as GET /v1/task/{task_id} shows it (cheapaiapi.com/docs). Nothing is known
// of a signature of theirs; the one of Standard Webhooks stands beside, for receivers that look at it.
import { toPublicId } from '../../callers/index.ts';
import { type PublishedEvent, standardHeaders, type WebhookFormat } from '../../webhooks/index.ts';
import { type FormatServices, publishedGeneration } from '../published-generation.ts';
import { type Task, toTask } from './find-task.ts';

export const cheapAiFormat = (services: FormatServices): WebhookFormat => ({
  write: async (event) => {
    const task = await taskOf(services, event);
    return task === undefined ? undefined : { id: toPublicId('evt', event.eventId), body: JSON.stringify(task) };
  },
  sign: standardHeaders,
});

async function taskOf(services: FormatServices, event: PublishedEvent): Promise<Task | undefined> {
  switch (event.type) {
    case 'generation.completed':
    case 'generation.failed':
    case 'generation.canceled': {
      const generation = await publishedGeneration(services, event);
      return toTask(generation, services.catalog.model(generation.model)?.kind);
    }
    case 'webhook.test':
      return testTask(event);
    default:
      return undefined;
  }
}

/** There is none of this id. */
const testTask = ({ eventId, createdAt }: PublishedEvent): Task => ({
  id: toPublicId('gen', eventId),
  status: 'done',
  progress: 100,
  type: 'webhook_test',
  credit_cost: 0,
  exact_credit_cost: '0',
  estimated_credits: 0,
  error_message: null,
  error_code: null,
  created_at: createdAt.toISOString(),
  metadata: {},
});
