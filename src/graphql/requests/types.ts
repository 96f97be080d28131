import { ArgsType, Field, Float, ID, InputType, Int, ObjectType } from 'type-graphql';
import type { ModelKind } from '../../catalog/index.ts';
import type { MicroCredits } from '../../money/index.ts';
import type { RequestEndpoint, RequestStatus } from '../../requests/index.ts';
import { GuardedBy } from '../edge/guard/scopes.ts';
import { PageOfBothWays } from '../edge/pages.ts';
import { CreditsScalar, DateTimeScalar } from '../edge/scalars.ts';
import { enumType } from '../edge/types.ts';
import { ModelKindEnum } from '../models/types.ts';
import { DateTimeRange } from '../transactions/types.ts';

const RequestStatusEnum = enumType<RequestStatus>('RequestStatus', 'What became of a request.', {
  COMPLETED: 'Answered; what was to be made is delivered.',
  PENDING: 'Its generation is queued.',
  PROCESSING: 'A provider works on it.',
  UPSTREAM_FAILURE: 'Accepted, and not delivered: no provider could. Nothing was charged.',
  REJECTED: 'Refused: errorCode says why.',
  CANCELED: 'Stopped at your request.',
});

const RequestEndpointEnum = enumType<RequestEndpoint>(
  'RequestEndpoint',
  'What was asked for, by the field of GraphQL.',
  {
    GENERATE: 'generate.',
    GENERATE_DRY_RUN: 'generate with dryRun.',
    GENERATE_REPEATED: 'generate with an idempotency key that was used before, answered with its generation.',
    ESTIMATE: 'estimate.',
    ESTIMATES: 'estimates.',
    QUOTE: 'quote.',
  },
);

@GuardedBy('GENERATION_READ', 'OPERATOR')
@ObjectType('Request', {
  description: 'A call that generates or estimates, refused ones too.',
  simpleResolvers: true,
})
export class RequestType {
  readonly accountId!: string;
  readonly generationId!: string | undefined;

  @Field(() => ID, { description: 'Opaque.' })
  readonly id!: string;

  @Field(() => DateTimeScalar, { description: 'When it came in.' })
  readonly createdAt!: Date;

  @Field(() => RequestEndpointEnum, { description: 'What was asked for.' })
  readonly endpoint!: RequestEndpoint;

  @Field(() => RequestStatusEnum, { description: 'What became of it; that of its generation when it made one.' })
  readonly status!: RequestStatus;

  @Field(() => String, {
    nullable: true,
    description: 'Identifier of the model; null when several or none that there is.',
  })
  readonly model!: string | undefined;

  @Field(() => ModelKindEnum, {
    nullable: true,
    description: 'What the model makes; null when it is not sold any more.',
  })
  readonly kind!: ModelKind | undefined;

  @Field(() => CreditsScalar, { description: 'What was charged for it; 0 while that is not known.' })
  readonly cost!: MicroCredits;

  @Field(() => Int, {
    nullable: true,
    description: 'Until the work ended, or until the answer where there was none; null while it is under way.',
  })
  readonly durationMilliseconds!: number | undefined;

  @Field(() => ID, { description: 'The API key that asked.' })
  readonly apiKeyId!: string;

  @Field(() => String, { nullable: true, description: 'Why it was refused or failed, for programs.' })
  readonly errorCode!: string | undefined;

  // It may say what was available, or how a key is limited.
  @GuardedBy('ACCOUNT_READ', 'OPERATOR')
  @Field(() => String, { nullable: true, description: 'The same for people, with its numbers.' })
  readonly errorMessage!: string | undefined;

  @Field(() => String, { nullable: true, description: 'metadata.userId: whose request it was among your customers.' })
  readonly userId!: string | undefined;

  @Field(() => String, { nullable: true, description: 'metadata.sessionId.' })
  readonly sessionId!: string | undefined;

  @Field(() => String, { nullable: true, description: 'metadata.traceId.' })
  readonly traceId!: string | undefined;

  @Field(() => Int, { description: 'Bytes of prompt and parameters.' })
  readonly inputBytes!: number;

  @Field(() => Int, { description: 'Files that were delivered.' })
  readonly outputs!: number;

  @Field(() => Float, { description: 'Bytes of these files; a whole number.' })
  readonly outputBytes!: number;
}

@InputType({ description: 'Every given field narrows the list.' })
export class RequestWhere {
  @Field(() => [RequestStatusEnum], { nullable: true, description: 'In one of these states.' })
  readonly status?: readonly RequestStatus[] | null;

  @Field(() => [RequestEndpointEnum], { nullable: true, description: 'That asked for one of these.' })
  readonly endpoint?: readonly RequestEndpoint[] | null;

  @Field(() => [ID], { nullable: true, description: 'Of these models (identifiers).' })
  readonly model?: readonly string[] | null;

  @Field(() => ID, { nullable: true, description: 'Made with this API key.' })
  readonly apiKeyId?: string | null;

  @Field(() => DateTimeRange, { nullable: true, description: 'That came in in this span.' })
  readonly createdAt?: DateTimeRange | null;
}

@GuardedBy('GENERATION_READ', 'OPERATOR')
@ObjectType('RequestSummary', { description: 'What all that match come to.', simpleResolvers: true })
export class RequestSummaryType {
  @Field(() => Int, { description: 'How many there are.' })
  readonly requests!: number;

  @Field(() => CreditsScalar, { description: 'What was charged for them.' })
  readonly cost!: MicroCredits;
}

@ArgsType()
export class PageOfRequests extends PageOfBothWays {
  @Field(() => RequestWhere, { nullable: true, description: 'Which ones.' })
  readonly where?: RequestWhere | null;
}
