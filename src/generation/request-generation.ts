// From a request to a reservation: plan it, check its bound, then reserve and queue it in one transaction.
import type { Catalog } from '../catalog/index.ts';
import { type Database, newId } from '../database/index.ts';
import { companion, hashInput, type Ledger } from '../ledger/index.ts';
import type { Generation } from './generation.ts';
import type { GenerationPlan } from './generation-plan.ts';
import type { GenerationRequest, RequestOutcome } from './generations.ts';
import { insertGenerations } from './insert-generations.ts';
import { planGeneration } from './plan-generation.ts';
import { readGeneration } from './read-generations.ts';
import type { GenerationRefusal } from './refusal.ts';

/** A queued generation that nobody picked up within this time is picked up by recovery. */
const QUEUE_PATIENCE_MILLISECONDS = 30_000;

export interface RequestServices {
  readonly database: Database;
  readonly ledger: Ledger;
  readonly catalog: Catalog;
  /** Names of the providers that are switched on. */
  readonly providers: ReadonlySet<string>;
  readonly now: () => Date;
}

export async function requestGeneration(
  services: RequestServices,
  request: GenerationRequest,
): Promise<RequestOutcome> {
  const planned = planGeneration(services.catalog, request);
  if (planned.status === 'refused') return planned;
  const { plan } = planned;
  const refusal = checkAvailability(services, plan, request) ?? checkBound(plan, request);
  if (refusal !== undefined) return { status: 'refused', refusal, plan };
  return reserveAndQueue(services, plan, request);
}

function checkAvailability(
  services: RequestServices,
  plan: GenerationPlan,
  request: GenerationRequest,
): GenerationRefusal | undefined {
  const offered = plan.model.providers.filter((name) => services.providers.has(name));
  const unknown = request.providerOrder?.find((name) => name !== 'fastest' && !plan.model.providers.includes(name));
  if (unknown !== undefined) {
    const allowed = ['fastest', ...plan.model.providers];
    const message = `Provider "${unknown}" does not run this model. Allowed are ${allowed.join(', ')}.`;
    return { code: 'INVALID_PARAMETER', message, path: ['providerOrder'], allowed };
  }
  return offered.length > 0 ? undefined : { code: 'MODEL_UNAVAILABLE', model: plan.model.identifier };
}

function checkBound(plan: GenerationPlan, request: GenerationRequest): GenerationRefusal | undefined {
  const { maxCost } = request;
  if (maxCost === undefined || plan.estimate.maxCost <= maxCost) return undefined;
  return { code: 'MAX_COST_EXCEEDED', maxCost, cost: plan.estimate.maxCost };
}

async function reserveAndQueue(
  services: RequestServices,
  plan: GenerationPlan,
  request: GenerationRequest,
): Promise<RequestOutcome> {
  const { accountId, apiKeyId, idempotencyKey, concurrencyLimit, dailyLimit } = request;
  const generation = draftGeneration(plan, request, services.now());
  const dueAt = new Date(generation.createdAt.getTime() + QUEUE_PATIENCE_MILLISECONDS);
  const outcome = await services.ledger.submit({
    command: {
      kind: 'reserve',
      accountId,
      generationId: generation.id,
      apiKeyId,
      amount: generation.maxCost,
      // Customers choose these keys: they must never meet those of payments or grants.
      idempotencyKey: `generate:${idempotencyKey}`,
      inputHash: hashRequest(request),
      concurrencyLimit,
      ...(dailyLimit === undefined ? {} : { dailyLimit }),
    },
    companion: companion(insertGenerations, { generation, dueAt }),
  });
  switch (outcome.status) {
    case 'applied':
      return { status: 'accepted', generation, plan, balance: outcome.balance, replayed: false };
    case 'replayed': {
      const first = await readFirst(services.database, accountId, outcome.transaction.generationId);
      if (first === undefined) return mismatch(idempotencyKey);
      return { status: 'accepted', generation: first, plan, balance: outcome.balance, replayed: true };
    }
    case 'refused':
      return { status: 'refused', refusal: outcome.refusal, plan };
    case 'unchanged':
      throw new Error('a reservation is applied, replayed or refused');
    default:
      return outcome satisfies never;
  }
}

async function readFirst(database: Database, accountId: string, id: string | undefined) {
  return id === undefined ? undefined : readGeneration(database, accountId, id);
}

/** The key was used before, for something that is not a generation. */
function mismatch(idempotencyKey: string): RequestOutcome {
  return { status: 'refused', refusal: { code: 'IDEMPOTENCY_KEY_PARAMETER_MISMATCH', idempotencyKey } };
}

/** As the customer asked, before defaults: a default that changes later does not turn a retry into another request. */
function hashRequest(request: GenerationRequest): string {
  const { model, prompt, parameters, count, maxCost, providerOrder } = request;
  return hashInput({ model, prompt, parameters, count, maxCost, providerOrder });
}

function draftGeneration(plan: GenerationPlan, request: GenerationRequest, now: Date): Generation {
  return {
    accountId: request.accountId,
    id: newId(),
    apiKeyId: request.apiKeyId,
    model: plan.model.identifier,
    prompt: request.prompt,
    parameters: plan.parameters,
    count: plan.count,
    providerOrder: request.providerOrder,
    status: 'QUEUED',
    sequence: 1,
    priceVersion: plan.priceVersion,
    maxCost: plan.estimate.maxCost,
    costEstimate: plan.estimate.total,
    cost: undefined,
    outputs: [],
    error: undefined,
    createdAt: now,
    startedAt: undefined,
    endedAt: undefined,
    billedAt: undefined,
  };
}
