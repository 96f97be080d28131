import { Arg, Ctx, Field, FieldResolver, ID, InputType, Int, Mutation, ObjectType, Resolver, Root } from 'type-graphql';
import type { DryRunOutcome, GenerationPlan, GenerationRequest, RequestOutcome } from '../../generation/index.ts';
import type { MicroCredits } from '../../money/index.ts';
import { balanceOf } from '../balance/balance.ts';
import { BalanceType } from '../balance/types.ts';
import type { GraphqlContext } from '../edge/context.ts';
import { type Roads, refuseSuspended, unlessBarred } from '../edge/errors/refuse-suspended.ts';
import { type AnyUserError, invalidParameter, UserError } from '../edge/errors/user-errors.ts';
import { ForWhoAsked, GuardedBy } from '../edge/guard/scopes.ts';
import { fromPublicId } from '../edge/ids.ts';
import { checkIdempotencyKey } from '../edge/input.ts';
import { CreditsScalar, JsonObjectScalar, UrlScalar } from '../edge/scalars.ts';
import type { Services } from '../edge/services.ts';
import type { Viewer } from '../edge/viewer.ts';
import { checkMaxCost, checkRequest, toPlanRequest } from '../estimates/request.ts';
import { toEstimate } from '../estimates/translate.ts';
import { EstimateType } from '../estimates/types.ts';
import { notedPayload, noting } from '../requests/note-request.ts';
import { checkLabels, isMetadataValue, METADATA_VALUE, readLabels } from './labels.ts';
import { toGeneration, toGenerationError, unknownQuote } from './translate.ts';
import { GenerationType } from './types.ts';

@InputType({ description: 'What to make, and what it may cost.' })
class GenerateInput {
  @Field(() => ID, { description: 'Identifier of a model.' })
  readonly model!: string;

  @Field(() => String, { nullable: true, description: 'What to make, in at most 10,000 characters.' })
  readonly prompt?: string | null;

  @Field(() => JsonObjectScalar, { nullable: true, description: "As the model's parameterSchema says." })
  readonly parameters?: Readonly<Record<string, unknown>> | null;

  @Field(() => Int, { nullable: true, defaultValue: 1, description: 'How many outputs, 1 to 100.' })
  readonly count?: number | null;

  @Field(() => ID, {
    description:
      'One key, one generation: a repetition answers with the first one. 1 to 255 printable ASCII characters; it never expires.',
  })
  readonly idempotencyKey!: string;

  @Field(() => ID, { nullable: true, description: 'A quote for just this request: its price binds.' })
  readonly quoteId?: string | null;

  @Field(() => CreditsScalar, { nullable: true, description: 'Refuse when it may cost more than this.' })
  readonly maxCost?: MicroCredits | null;

  @Field(() => [String], { nullable: true, description: "Names of the model's providers, in the order to try them." })
  readonly providerOrder?: readonly string[] | null;

  @Field(() => UrlScalar, {
    nullable: true,
    description:
      "Told of every change of it, beside the account's endpoints: https, a public host, signed with the account's webhook secret.",
  })
  readonly webhookUrl?: string | null;

  @Field(() => JsonObjectScalar, {
    nullable: true,
    description:
      'Pairs of your own that are kept with it: at most 16, each a name of 1 to 64 letters, digits, "_", ".", ":" or "-" with a text of 1 to 500 characters. userId (whose request it is among your customers), sessionId and traceId are shown in the log of requests. A client token that was made for an end user sets userId.',
  })
  readonly metadata?: Readonly<Record<string, unknown>> | null;

  @Field(() => [String], {
    nullable: true,
    description: 'What its cost is counted under, beside its model: at most 16, each 1 to 64 characters on one line.',
  })
  readonly tags?: readonly string[] | null;

  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description: 'Validate and price only: nothing is reserved, nothing is run.',
  })
  readonly dryRun?: boolean | null;
}

@ForWhoAsked()
@ObjectType({ description: 'The accepted generation, or why there is none.', simpleResolvers: true })
class GeneratePayload {
  readonly accountId!: string;

  @Field(() => GenerationType, { nullable: true, description: 'Null when refused, and for a dry run.' })
  readonly generation!: GenerationType | undefined;

  readonly plan!: GenerationPlan | undefined;
  readonly endUser!: string | undefined;

  @Field(() => EstimateType, {
    nullable: true,
    description: 'What it was expected to cost; null when it has no price.',
  })
  estimate(@Root() { accountId, plan, endUser }: GeneratePayload): EstimateType | undefined {
    return plan === undefined ? undefined : toEstimate(plan, accountId, endUser);
  }

  @Field(() => Boolean, { description: 'True when the idempotency key was used before: this is its generation.' })
  readonly replayed!: boolean;

  @Field(() => [UserError], { description: 'Why it was refused; empty when it was not.' })
  readonly userErrors!: readonly UserError[];
}

@Resolver(() => GeneratePayload)
export class GenerateResolver {
  @GuardedBy('GENERATION_WRITE')
  @Mutation(() => GeneratePayload, {
    description: 'Reserves what a generation may cost and queues it; follow it with generationUpdated.',
  })
  generate(@Arg('input', () => GenerateInput) input: GenerateInput, @Ctx() context: GraphqlContext): Promise<Payload> {
    context.forget();
    return notedPayload(noting(context, [input]), () => generate(context, input), endpointOf(input));
  }

  @GuardedBy('ACCOUNT_READ', 'OPERATOR')
  @FieldResolver(() => BalanceType, { nullable: true, description: 'What the account has after it.' })
  balance(@Root() { accountId }: GeneratePayload, @Ctx() context: GraphqlContext): Promise<BalanceType> {
    return balanceOf(context, accountId);
  }
}

/** What made a generation is not noted: the generation is. */
const endpointOf = ({ dryRun }: GenerateInput) => {
  const endpoint = dryRun === true ? 'GENERATE_DRY_RUN' : 'GENERATE';
  return (payload: Payload | undefined) => {
    if (payload?.generation === undefined) return { endpoint } as const;
    return payload.replayed
      ? ({ endpoint: 'GENERATE_REPEATED', generationId: payload.generation.key } as const)
      : undefined;
  };
};

async function generate(context: GraphqlContext, input: GenerateInput): Promise<Payload> {
  const { services, viewer } = context;
  const asker: Asker = { accountId: viewer.account.id };
  const quoteId = readQuoteId(input.quoteId);
  if (quoteId === 'MALFORMED') return payload(asker, { error: unknownQuote() });
  const request = toRequest(viewer, input, quoteId);
  const wrong =
    checkGenerate(request) ?? checkLabels(input, viewer.key.clientToken?.endUser) ?? checkLimitedUser(viewer);
  if (wrong !== undefined) return payload(asker, { error: wrong });
  asker.endUser = request.metadata?.['userId'];
  const barrier = (await refuseSuspended(context)) ?? (await checkWebhookUrl(services, request.webhookUrl));
  const answer = await unlessBarred(barrier, roadsOf(services, request, input.dryRun === true));
  if ('barred' in answer) return payload(asker, { error: answer.barred });
  const { outcome } = answer;
  const { plan } = outcome;
  switch (outcome.status) {
    case 'refused':
      return payload(asker, { error: toGenerationError(outcome.refusal, services.catalog), plan });
    case 'planned':
      return payload(asker, { plan });
    case 'accepted': {
      const generation = toGeneration(outcome.generation, services.catalog);
      return payload(asker, { plan, generation, replayed: outcome.replayed });
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

/** Without what is worked out only when it is selected. */
type Payload = Omit<GeneratePayload, 'estimate'>;

/** Whose balance, and the limit of which end user, answers what is asked of its estimate. */
interface Asker {
  readonly accountId: string;
  endUser?: string | undefined;
}

interface Answer {
  readonly error?: AnyUserError;
  readonly plan?: GenerationPlan | undefined;
  readonly generation?: GenerationType;
  readonly replayed?: boolean;
}

function payload({ accountId, endUser }: Asker, { error, plan, generation, replayed }: Answer): Payload {
  return {
    accountId,
    endUser,
    generation,
    plan,
    replayed: replayed ?? false,
    userErrors: error === undefined ? [] : [error],
  };
}
