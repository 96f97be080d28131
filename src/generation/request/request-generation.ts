// From a request to a reservation: plan it, check its bound, then reserve and queue it in one transaction.
import type { Catalog } from '../../catalog/index.ts';
import { type Database, newId } from '../../database/index.ts';
import {
  type Ledger,
  type LedgerRefusal,
  type Outcome,
  type ReserveCommand,
  sendingCompanion,
} from '../../ledger/index.ts';
import type { MicroCredits } from '../../money/index.ts';
import { readEndUserBudgets } from '../end-users/read-end-users.ts';
import type { Generation } from '../generation.ts';
import type { DryRunOutcome, GenerationRequest, RequestKey, RequestOutcome } from '../generations.ts';
import { checkPlan } from '../plan/check-plan.ts';
import type { GenerationPlan } from '../plan/generation-plan.ts';
import { planRequest } from '../plan/plan-request.ts';
import { planOf } from '../plan/price-generation.ts';
import { countHeld, readGeneration } from '../read/generations.ts';
import type { GenerationRefusal } from '../refusal.ts';
import { hashRequest, isRepetition } from './hash-request.ts';
import { insertExpected, insertGenerations } from './insert-generations.ts';
import { ledgerKeyOf } from './request-key.ts';

export interface RequestServices {
  readonly database: Database;
  readonly ledger: Ledger;
  readonly catalog: Catalog;
  /** Names of the providers that are switched on. */
  readonly providers: ReadonlySet<string>;
  readonly now: () => Date;
  /** See WorkerPool.expect: whether this process itself looks for what is about to be queued. */
  readonly expectQueued: () => ((isQueued: boolean) => void) | undefined;
  /** A reservation was refused for want of credits. Must answer at once: the customer waits behind it. */
  readonly onRefused?: (refused: { readonly accountId: string; readonly required: MicroCredits }) => void;
}

export async function requestGeneration(
  services: RequestServices,
  request: GenerationRequest,
): Promise<RequestOutcome> {
  const planned = await planRequest(services, request);
  if (planned.status === 'refused') return replayOrRefuse(services, request, planned);
  const { plan } = planned;
  const refusal = checkPlan(plan, request, services.providers);
  if (refusal !== undefined) return replayOrRefuse(services, request, { refusal, plan });
  return reserveAndQueue(services, plan, request);
}

/** Validated and priced as it would be, and nothing is reserved. */
export async function rehearseRequest(services: RequestServices, request: GenerationRequest): Promise<DryRunOutcome> {
  const planned = await planRequest(services, request);
  if (planned.status === 'refused') return planned;
  const { plan } = planned;
  const refusal = checkPlan(plan, request, services.providers);
  return refusal === undefined ? planned : { status: 'refused', refusal, plan };
}

/** What was accepted once is answered again, whatever has happened since. Only a request that would be refused has to look. */
async function replayOrRefuse(
  services: RequestServices,
  request: GenerationRequest,
  { refusal, plan }: { readonly refusal: GenerationRefusal; readonly plan?: GenerationPlan },
): Promise<RequestOutcome> {
  const refused = { status: 'refused', refusal, ...(plan === undefined ? {} : { plan }) } as const;
  return (await findRequested(services, request)) ?? refused;
}

/**
 * The first answer to a request that was accepted under this key: the quote may have expired since, the price risen, the model
 * gone, the account been suspended. Undefined when the key is new, or was used for something else.
 */
export async function findRequested(
  { database, ledger, catalog }: Pick<RequestServices, 'database' | 'ledger' | 'catalog'>,
  request: GenerationRequest,
): Promise<Extract<RequestOutcome, { readonly status: 'accepted' }> | undefined> {
  const { accountId } = request;
  const first = await ledger.transactionOfKey(accountId, ledgerKeyOf(request));
  const generation = await readFirst(database, accountId, first?.generationId);
  if (first?.inputHash === undefined || generation === undefined) return undefined;
  const book = await catalog.priceBook(generation.priceVersion);
  const schema = book?.model(generation.model)?.parameterSchema;
  if (!isRepetition({ hash: first.inputHash, schema }, request)) return undefined;
  const balance = await ledger.balance(accountId);
  if (balance === undefined) return undefined;
  return { status: 'accepted', generation, plan: planOf(book, generation), balance, replayed: true };
}

async function reserveAndQueue(
  services: RequestServices,
  plan: GenerationPlan,
  request: GenerationRequest,
): Promise<RequestOutcome> {
  const { accountId, apiKeyId, idempotencyKey, concurrencyLimit } = request;
  const endUser = request.limitsEndUsers === true ? request.metadata?.['userId'] : undefined;
  const generation = draftGeneration(plan, request, services.now());
  const outcome = await reserve(services, generation, {
    kind: 'reserve',
    accountId,
    generationId: generation.id,
    apiKeyId,
    amount: generation.maxCost,
    idempotencyKey: ledgerKeyOf(request),
    inputHash: hashRequest(plan.model.parameterSchema, request),
    concurrencyLimit,
    ...(endUser === undefined ? {} : { endUser }),
  });
  switch (outcome.status) {
    case 'applied':
      return {
        status: 'accepted',
        generation: { ...generation, createdAt: outcome.transaction.createdAt },
        plan,
        balance: outcome.balance,
        replayed: false,
      };
    case 'replayed':
      // A default may have changed since: then the same hash can stand for another request.
      return (await findRequested(services, request)) ?? mismatch(idempotencyKey);
    case 'refused':
      if (outcome.refusal.code === 'IDEMPOTENCY_KEY_PARAMETER_MISMATCH') {
        return replayOrRefuse(services, request, { refusal: outcome.refusal, plan });
      }
      notifyRefused(services, accountId, outcome.refusal);
      return { status: 'refused', refusal: outcome.refusal, plan };
    case 'unchanged':
      throw new Error('a reservation is applied, replayed or refused');
    default:
      return outcome satisfies never;
  }
}

/** What waits for an operator's decision takes none of the customer's places: they are counted only when there is none left. */
async function reserve(services: RequestServices, generation: Generation, command: ReserveCommand): Promise<Outcome> {
  const outcome = await submitExpected(services, generation, command);
  const isFull = outcome.status === 'refused' && outcome.refusal.code === 'CONCURRENCY_LIMIT_REACHED';
  const held = isFull ? await countHeld(services.database, command.accountId) : 0;
  if (held === 0) return outcome;
  const again = await submitExpected(services, generation, {
    ...command,
    concurrencyLimit: (command.concurrencyLimit ?? 0) + held,
  });
  if (again.status !== 'refused' || again.refusal.code !== 'CONCURRENCY_LIMIT_REACHED') return again;
  const { limit, used } = again.refusal;
  return { ...again, refusal: { ...again.refusal, limit: limit - held, used: used - held } };
}

/** A process that has time takes what it has accepted at once; otherwise a job wakes one that has. */
async function submitExpected(
  { database, ledger, expectQueued }: RequestServices,
  generation: Generation,
  command: ReserveCommand,
): Promise<Outcome> {
  const answerExpected = expectQueued();
  // The job queue is on no shard: who has time looks for what is queued there.
  const isOnShard = database.sharding !== undefined;
  const insert = answerExpected === undefined && !isOnShard ? insertGenerations : insertExpected;
  // An error may mean that it is there and that only the answer was lost.
  let isQueued = true;
  try {
    const reading = command.endUser === undefined ? {} : { endUsers: readEndUserBudgets };
    const outcome = await ledger.submit({ command, companion: sendingCompanion(insert, generation), ...reading });
    isQueued = outcome.status === 'applied';
    return outcome;
  } finally {
    answerExpected?.(isQueued);
  }
}

function notifyRefused({ onRefused }: RequestServices, accountId: string, refusal: LedgerRefusal): void {
  if (refusal.code === 'INSUFFICIENT_CREDITS') onRefused?.({ accountId, required: refusal.required });
}

/** What was accepted under this key, whatever it asked for. */
export async function findOfKey(
  { database, ledger }: Pick<RequestServices, 'database' | 'ledger'>,
  key: RequestKey,
): Promise<Generation | undefined> {
  const first = await ledger.transactionOfKey(key.accountId, ledgerKeyOf(key));
  return readFirst(database, key.accountId, first?.generationId);
}

async function readFirst(database: Database, accountId: string, id: string | undefined) {
  return id === undefined ? undefined : readGeneration(database, accountId, id);
}

/** The key was used before, for something that is not a generation. */
function mismatch(idempotencyKey: string): RequestOutcome {
  return { status: 'refused', refusal: { code: 'IDEMPOTENCY_KEY_PARAMETER_MISMATCH', idempotencyKey } };
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
    metadata: request.metadata,
    tags: request.tags === undefined ? undefined : [...request.tags],
    webhookUrl: request.webhookUrl,
    webhookFormat: request.webhookUrl === undefined ? undefined : request.webhookFormat,
    purgedAt: undefined,
    status: 'QUEUED',
    sequence: 1,
    priceVersion: plan.priceVersion,
    quoteId: plan.quoteId,
    maxCost: plan.estimate.maxCost,
    costEstimate: plan.estimate.total,
    cost: undefined,
    effectiveCost: undefined,
    heldAt: undefined,
    outputs: [],
    error: undefined,
    createdAt: now,
    startedAt: undefined,
    endedAt: undefined,
    billedAt: undefined,
  };
}
