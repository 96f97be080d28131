import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import type { DryRunOutcome, GenerationPlan, GenerationRequest, RequestOutcome } from '../../generation/index.ts';
import type { GraphqlContext } from '../context.ts';
import { refuseSuspended } from '../errors/refuse-suspended.ts';
import { toGenerationError, unknownQuote } from '../errors/to-user-error.ts';
import { invalidParameter } from '../errors/user-errors.ts';
import { GuardedBy } from '../guard/scopes.ts';
import { fromPublicId } from '../ids.ts';
import { checkMaxCost, checkRequest, toPlanRequest } from '../input/check-request.ts';
import { checkIdempotencyKey } from '../input/check-text.ts';
import type { Services } from '../services.ts';
import { toEstimate } from '../translate/to-estimate.ts';
import { toGeneration } from '../translate/to-generation.ts';
import { BalanceType } from '../types/balance.ts';
import { GenerateInput, GeneratePayload } from '../types/generate.ts';
import type { GenerationType } from '../types/generation.ts';
import type { AnyUserError } from '../types/user-errors.ts';
import { type Roads, unlessBarred } from '../unless-barred.ts';
import type { Viewer } from '../viewer.ts';
import { balanceOf } from './balance.ts';

@Resolver(() => GeneratePayload)
export class GenerateResolver {
  @GuardedBy('GENERATION_WRITE')
  @Mutation(() => GeneratePayload, {
    description: 'Reserves what a generation may cost and queues it; follow it with generationUpdated.',
  })
  generate(
    @Arg('input', () => GenerateInput) input: GenerateInput,
    @Ctx() context: GraphqlContext,
  ): Promise<GeneratePayload> {
    context.forget();
    return generate(context, input);
  }

  @GuardedBy('ACCOUNT_READ', 'OPERATOR')
  @FieldResolver(() => BalanceType, { nullable: true, description: 'What the account has after it.' })
  balance(@Root() { accountId }: GeneratePayload, @Ctx() context: GraphqlContext): Promise<BalanceType> {
    return balanceOf(context, accountId);
  }
}

async function generate(context: GraphqlContext, input: GenerateInput): Promise<GeneratePayload> {
  const { services, viewer } = context;
  const accountId = viewer.account.id;
  const quoteId = readQuoteId(input.quoteId);
  if (quoteId === 'MALFORMED') return payload(accountId, { error: unknownQuote() });
  const request = toRequest(viewer, input, quoteId);
  const wrong = checkGenerate(request);
  if (wrong !== undefined) return payload(accountId, { error: wrong });
  const barrier = (await refuseSuspended(context)) ?? (await checkWebhookUrl(services, request.webhookUrl));
  const answer = await unlessBarred(barrier, roadsOf(services, request, input.dryRun === true));
  if ('barred' in answer) return payload(accountId, { error: answer.barred });
  const { outcome } = answer;
  const { plan } = outcome;
  switch (outcome.status) {
    case 'refused':
      return payload(accountId, { error: toGenerationError(outcome.refusal, services.catalog), plan });
    case 'planned':
      return payload(accountId, { plan });
    case 'accepted': {
      const generation = toGeneration(outcome.generation, services.catalog);
      return payload(accountId, { plan, generation, replayed: outcome.replayed });
    }
    default:
      return outcome satisfies never;
  }
}

type Asked = DryRunOutcome | RequestOutcome;

function roadsOf({ generations }: Services, request: GenerationRequest, isDryRun: boolean): Roads<Asked> {
  return {
    repeated: () => (isDryRun ? Promise.resolve(undefined) : generations.requested(request)),
    anew: () => (isDryRun ? generations.dryRun(request) : generations.request(request)),
  };
}

/** The quote's uuid; undefined when none is given. */
function readQuoteId(publicId: string | null | undefined): string | undefined {
  if (publicId === undefined || publicId === null) return undefined;
  return fromPublicId('quo', publicId) ?? 'MALFORMED';
}

function toRequest(
  { account, key, plan }: Viewer,
  input: GenerateInput,
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
  };
}

function checkGenerate(request: GenerationRequest): AnyUserError | undefined {
  return checkIdempotencyKey(request.idempotencyKey) ?? checkMaxCost(request.maxCost) ?? checkRequest(request);
}

/** By its text, and by where its name leads now. */
async function checkWebhookUrl(
  { webhooks }: GraphqlContext['services'],
  url: string | undefined,
): Promise<AnyUserError | undefined> {
  if (url === undefined) return undefined;
  const check = await webhooks.checkUrl(url);
  return check.ok ? undefined : invalidParameter(['webhookUrl'], check.message, check.allowed);
}

interface Answer {
  readonly error?: AnyUserError;
  readonly plan?: GenerationPlan | undefined;
  readonly generation?: GenerationType;
  readonly replayed?: boolean;
}

function payload(accountId: string, { error, plan, generation, replayed }: Answer): GeneratePayload {
  return {
    accountId,
    generation,
    estimate: plan === undefined ? undefined : toEstimate(plan, accountId),
    replayed: replayed ?? false,
    userErrors: error === undefined ? [] : [error],
  };
}
