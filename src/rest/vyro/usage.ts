// GET /v2/usage: what Vyro shows in the Usage tab of its studio, which its API does not answer: recent calls, what they cost, and what
// is left.
import { z } from 'zod';
import { auditWindowStart, fromPublicId, toPublicId } from '../../callers/index.ts';
import type { Generation } from '../../generation/index.ts';
import { formatCredits } from '../../money/index.ts';
import { balanceShown } from '../balance-shown.ts';
import { type Call, json, refused, route } from '../route.ts';

const USUAL_PAGE = 20;
const LARGEST_PAGE = 100;

const query = z.object({
  limit: z.coerce.number().int().min(1).max(LARGEST_PAGE).default(USUAL_PAGE),
  before: z.string().optional().describe('Id of the last call of the page before.'),
});

const tokens = z.string().describe('A decimal, exact.');

export const usageAnswer = z.object({
  status: z.literal('success'),
  /** Null for a key that may not see it. */
  balance: tokens.nullable(),
  calls: z.array(
    z.object({
      id: z.string(),
      model: z.string(),
      /** Null for what is not Imagine. */
      style: z.string().nullable(),
      status: z.enum(['queued', 'running', 'succeeded', 'failed', 'canceled']),
      /** Null until it has ended. */
      cost: tokens.nullable(),
      created_at: z.string(),
      ended_at: z.string().nullable(),
    }),
  ),
  has_more: z.boolean(),
});

export const usage = route({
  method: 'GET',
  path: '/v2/usage',
  name: 'usage',
  summary: "Recent calls with their costs, newest first, inside the plan's audit window, and the balance now.",
  scopes: ['GENERATION_READ'],
  query,
  answers: { 200: usageAnswer },
  handle: async (call) => {
    const { limit, before } = call.query;
    const beforeId = before === undefined ? undefined : fromPublicId('gen', before);
    if (before !== undefined && beforeId === undefined) {
      const message = '"before" is the id of a call, as it is listed here: gen_….';
      return refused({ kind: 'INPUT', path: ['before'], message });
    }
    const [found, balance] = await Promise.all([listCalls(call, limit + 1, beforeId), balanceShown(call)]);
    const value: z.output<typeof usageAnswer> = {
      status: 'success',
      balance: balance === undefined ? null : formatCredits(balance),
      calls: found.slice(0, limit).map(toCall),
      has_more: found.length > limit,
    };
    return json(200, value);
  },
});

function listCalls({ services, viewer }: Call, limit: number, beforeId: string | undefined): Promise<Generation[]> {
  const since = auditWindowStart(viewer.plan, services.now());
  const page = { accountId: viewer.account.id, filter: {}, limit, since };
  return services.generations.list(beforeId === undefined ? page : { ...page, beforeId });
}

const STATUSES = {
  QUEUED: 'queued',
  RUNNING: 'running',
  SUCCEEDED: 'succeeded',
  FAILED: 'failed',
  CANCELED: 'canceled',
} as const satisfies Record<Generation['status'], string>;

function toCall(generation: Generation): z.output<typeof usageAnswer>['calls'][number] {
  const { id, model, parameters, status, cost, createdAt, endedAt } = generation;
  const style = parameters['style'];
  return {
    id: toPublicId('gen', id),
    model,
    style: typeof style === 'string' ? style : null,
    status: STATUSES[status],
    cost: cost === undefined ? null : formatCredits(cost),
    created_at: createdAt.toISOString(),
    ended_at: endedAt?.toISOString() ?? null,
  };
}
