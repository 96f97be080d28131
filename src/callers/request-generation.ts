// One request for a generation, whatever protocol it came by: checked, allowed, reserved and queued, and noted in the log of requests.
import type {
  DryRunOutcome,
  Generation,
  GenerationPlan,
  GenerationRequest,
  RequestOutcome,
} from '../generation/index.ts';
import type { MicroCredits } from '../money/index.ts';
import type { WebhookFormatName } from '../webhooks/index.ts';
import { checkMaxCost, checkRequest, type RequestInput, toPlanRequest } from './check-request.ts';
import { checkIdempotencyKey } from './check-text.ts';
import { toGenerationError, unknownQuote } from './generation-error.ts';
import { fromPublicId } from './ids.ts';
import { checkLabels, isMetadataValue, type LabelsInput, METADATA_VALUE, readLabels } from './labels.ts';
import { noting } from './note-request.ts';
import { type Asking, type Roads, refuseSuspended, unlessBarred } from './refuse-suspended.ts';
import { refuseUnpayable } from './refuse-unpayable.ts';
import type { Services } from './services.ts';
import { type AnyUserError, invalidParameter } from './user-errors.ts';
import type { Viewer } from './viewer.ts';

export interface GenerationInput extends RequestInput, LabelsInput {
  readonly idempotencyKey: string;
  /** Public. */
  readonly quoteId?: string | null | undefined;
  readonly maxCost?: MicroCredits | null | undefined;
  readonly providerOrder?: readonly string[] | null | undefined;
  readonly webhookUrl?: string | null | undefined;
  /** How it is written to; as Tollgate writes when undefined. */
  readonly webhookFormat?: WebhookFormatName | undefined;
  /** Validate and price only. */
  readonly dryRun?: boolean | null | undefined;
  /** What is wrong with the files to work from. Asked last, and neither for a repetition nor for a dry run. */
  readonly checkInputs?: (() => Promise<AnyUserError | undefined>) | undefined;
}

/** `endUser`: whom it is for, once that was checked. */
export type GenerationAnswer = { readonly endUser?: string | undefined } & (
  | { readonly status: 'refused'; readonly error: AnyUserError; readonly plan?: GenerationPlan | undefined }
  | { readonly status: 'planned'; readonly plan: GenerationPlan }
  | {
      readonly status: 'accepted';
      readonly generation: Generation;
      readonly plan: GenerationPlan | undefined;
      /** The idempotency key was used before: this is its generation. */
      readonly replayed: boolean;
    }
);

export async function requestGeneration(asking: Asking, input: GenerationInput): Promise<GenerationAnswer> {
  const note = noting(asking, [input]);
  const endpoint = input.dryRun === true ? 'GENERATE_DRY_RUN' : 'GENERATE';
  let answer: GenerationAnswer;
  try {
    answer = await request(asking, input);
  } catch (error) {
    note({ endpoint, status: 'REJECTED', error: FAILED });
    throw error;
  }
  if (answer.status === 'refused') note({ endpoint, status: 'REJECTED', error: answer.error });
  if (answer.status === 'planned') note({ endpoint, status: 'COMPLETED' });
  // What made a generation is not noted: the generation is.
  if (answer.status === 'accepted' && answer.replayed) {
    note({ endpoint: 'GENERATE_REPEATED', status: 'COMPLETED', generationId: answer.generation.id });
  }
  return answer;
}

const FAILED = { code: 'INTERNAL_SERVER_ERROR', message: 'Internal server error' };

async function request(asking: Asking, input: GenerationInput): Promise<GenerationAnswer> {
  const { services, viewer } = asking;
  const quoteId = readQuoteId(input.quoteId);
  if (quoteId === 'MALFORMED') return refused(unknownQuote());
  const wanted = toRequest(viewer, input, quoteId);
  const wrong = checkAll(asking, input, wanted);
  if (wrong !== undefined) return refused(wrong);
  const endUser = wanted.metadata?.['userId'];
  const barrier = await findBarrier(asking, input, wanted);
  const answer = await unlessBarred(barrier, roadsOf(services, wanted, input.dryRun === true));
  if ('barred' in answer) return { ...refused(answer.barred), endUser };
  return { ...toAnswer(services, answer.outcome), endUser };
}

/**
 * What stands against a request before the files that are sent with it are kept, noted as its refusal. Nothing when its key was used
 * before: then the request itself has to say whether it is a repetition.
 */
export async function refuseUnkept(asking: Asking, input: GenerationInput): Promise<AnyUserError | undefined> {
  const { services, viewer } = asking;
  const { idempotencyKey } = input;
  if (checkIdempotencyKey(idempotencyKey) === undefined) {
    const before = await services.generations.ofKey({ accountId: viewer.account.id, idempotencyKey });
    if (before !== undefined) return undefined;
  }
  const error = await findRefusal(asking, input);
  if (error !== undefined) noting(asking, [input])({ endpoint: 'GENERATE', status: 'REJECTED', error });
  return error;
}

async function findRefusal(asking: Asking, input: GenerationInput): Promise<AnyUserError | undefined> {
  const quoteId = readQuoteId(input.quoteId);
  if (quoteId === 'MALFORMED') return unknownQuote();
  const wanted = toRequest(asking.viewer, input, quoteId);
  return (
    checkAll(asking, input, wanted) ??
    (await refuseSuspended(asking)) ??
    (await checkWebhookUrl(asking.services, input.webhookUrl ?? undefined)) ??
    (await refuseUnpayable(asking, wanted))
  );
}

const checkAll = ({ viewer }: Asking, input: GenerationInput, wanted: GenerationRequest): AnyUserError | undefined =>
  checkGenerate(wanted) ?? checkLabels(input, viewer.key.clientToken?.endUser) ?? checkLimitedUser(viewer);

/** What bars a new request, and no repetition. */
async function findBarrier(
  asking: Asking,
  { webhookUrl, checkInputs, dryRun }: GenerationInput,
  wanted: GenerationRequest,
): Promise<AnyUserError | undefined> {
  const refusal = (await refuseSuspended(asking)) ?? (await checkWebhookUrl(asking.services, webhookUrl ?? undefined));
  if (refusal !== undefined || checkInputs === undefined || dryRun === true) return refusal;
  // Files may be large: they are fetched for what nothing else stands against, and not again for a repetition.
  if ((await asking.services.generations.requested(wanted)) !== undefined) return undefined;
  return (await refuseUnpayable(asking, wanted)) ?? (await checkInputs());
}

function toAnswer({ catalog }: Services, outcome: Outcome): GenerationAnswer {
  switch (outcome.status) {
    case 'refused':
      return { status: 'refused', error: toGenerationError(outcome.refusal, catalog), plan: outcome.plan };
    case 'planned':
      return outcome;
    case 'accepted': {
      const { status, generation, plan, replayed } = outcome;
      return { status, generation, plan, replayed };
    }
    default:
      return outcome satisfies never;
  }
}

const refused = (error: AnyUserError) => ({ status: 'refused', error }) as const;

type Outcome = DryRunOutcome | RequestOutcome;

function roadsOf({ generations }: Services, wanted: GenerationRequest, isDryRun: boolean): Roads<Outcome> {
  return {
    repeated: () => (isDryRun ? Promise.resolve(undefined) : generations.requested(wanted)),
    anew: () => (isDryRun ? generations.dryRun(wanted) : generations.request(wanted)),
  };
}

/** The quote's uuid; undefined when none is given. */
function readQuoteId(publicId: string | null | undefined): string | undefined {
  if (publicId === undefined || publicId === null) return undefined;
  return fromPublicId('quo', publicId) ?? 'MALFORMED';
}

function toRequest(
  { account, key, plan }: Viewer,
  input: GenerationInput,
  quoteId: string | undefined,
): GenerationRequest {
  const { model, prompt, parameters, count } = toPlanRequest(input);
  return {
    accountId: account.id,
    apiKeyId: key.id,
    concurrencyLimit: plan.concurrencyLimit,
    model,
    prompt,
    parameters,
    count,
    idempotencyKey: input.idempotencyKey,
    quoteId,
    maxCost: input.maxCost ?? undefined,
    providerOrder: input.providerOrder ?? undefined,
    webhookUrl: input.webhookUrl ?? undefined,
    webhookFormat: input.webhookFormat,
    limitsEndUsers: account.limitsEndUsers,
    ...readLabels(input, key.clientToken?.endUser),
  };
}

/** An issuer's token may name an end user that cannot be kept, and so cannot be limited. */
function checkLimitedUser({ account, key }: Viewer): AnyUserError | undefined {
  const endUser = key.clientToken?.endUser;
  if (!account.limitsEndUsers || endUser === undefined || isMetadataValue(endUser)) return undefined;
  const message = 'The account limits its end users, and the one of this client token cannot be kept.';
  return invalidParameter(['metadata', 'userId'], message, [`a token whose end user is a ${METADATA_VALUE}`]);
}

function checkGenerate(wanted: GenerationRequest): AnyUserError | undefined {
  return checkIdempotencyKey(wanted.idempotencyKey) ?? checkMaxCost(wanted.maxCost) ?? checkRequest(wanted);
}

/** By its text, and by where its name leads now. */
async function checkWebhookUrl({ webhooks }: Services, url: string | undefined): Promise<AnyUserError | undefined> {
  if (url === undefined) return undefined;
  const check = await webhooks.checkUrl(url);
  return check.ok ? undefined : invalidParameter(['webhookUrl'], check.message, check.allowed);
}
