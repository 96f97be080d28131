import { Arg, Ctx, Field, FieldResolver, ID, InputType, Int, Mutation, ObjectType, Resolver, Root } from 'type-graphql';
import { type AnyUserError, requestGeneration } from '../../callers/index.ts';
import type { GenerationPlan } from '../../generation/index.ts';
import type { MicroCredits } from '../../money/index.ts';
import { balanceOf } from '../balance/balance.ts';
import { BalanceType } from '../balance/types.ts';
import type { GraphqlContext } from '../edge/context.ts';
import { UserError } from '../edge/errors/user-errors.ts';
import { ForWhoAsked, GuardedBy } from '../edge/guard/scopes.ts';
import { CreditsScalar, JsonObjectScalar, UrlScalar } from '../edge/scalars.ts';
import { toEstimate } from '../estimates/translate.ts';
import { EstimateType } from '../estimates/types.ts';
import { toGeneration } from './translate.ts';
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
    return generate(context, input);
  }

  @GuardedBy('ACCOUNT_READ', 'OPERATOR')
  @FieldResolver(() => BalanceType, { nullable: true, description: 'What the account has after it.' })
  balance(@Root() { accountId }: GeneratePayload, @Ctx() context: GraphqlContext): Promise<BalanceType> {
    return balanceOf(context, accountId);
  }
}

async function generate(context: GraphqlContext, input: GenerateInput): Promise<Payload> {
  const { services, viewer } = context;
  const answer = await requestGeneration(context, input);
  const asker = { accountId: viewer.account.id, endUser: answer.endUser };
  switch (answer.status) {
    case 'refused':
      return payload(asker, { error: answer.error, plan: answer.plan });
    case 'planned':
      return payload(asker, { plan: answer.plan });
    case 'accepted': {
      const { plan, replayed } = answer;
      return payload(asker, { plan, generation: toGeneration(answer.generation, services.catalog), replayed });
    }
    default:
      return answer satisfies never;
  }
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
