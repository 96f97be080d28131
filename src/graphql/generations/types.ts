// The enums of the contract. A GraphQL enum needs an object; TypeScript's side stays a union of literals.
import { ArgsType, Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import type { GenerationStatus, Metadata } from '../../generation/index.ts';
import type { MicroCredits } from '../../money/index.ts';
import { ForWhoAsked, GuardedBy } from '../edge/guard/scopes.ts';
import { PageOf } from '../edge/pages.ts';
import { CreditsScalar, DateTimeScalar, DecimalScalar, JsonObjectScalar, UrlScalar } from '../edge/scalars.ts';
import { enumType, Node } from '../edge/types.ts';
import { ModelType } from '../models/types.ts';

const GenerationStatusEnum = enumType<GenerationStatus>('GenerationStatus', 'How far a generation is.', {
  QUEUED: 'Accepted; its credits are reserved.',
  RUNNING: 'A provider works on it.',
  SUCCEEDED: 'Delivered and charged, or held for review.',
  FAILED: 'Not delivered; its reservation was given back.',
  CANCELED: 'Stopped at your request; its reservation was given back.',
});

@GuardedBy('GENERATION_READ', 'OPERATOR')
@ObjectType('Output', { description: 'A file that was delivered, as measured from the file.', simpleResolvers: true })
export class OutputType {
  @Field(() => UrlScalar, { description: 'Where to fetch it; unguessable.' })
  readonly url!: string;

  @Field(() => String, { description: 'For example "image/png".' })
  readonly mimeType!: string;

  @Field(() => Int, { nullable: true, description: 'Pixels; null for audio.' })
  readonly width!: number | undefined;

  @Field(() => Int, { nullable: true, description: 'Pixels; null for audio.' })
  readonly height!: number | undefined;

  @Field(() => DecimalScalar, { nullable: true, description: 'Seconds, to the millisecond; null for a still image.' })
  readonly durationSeconds!: string | undefined;

  @Field(() => Int, { nullable: true, description: 'Size of the file.' })
  readonly bytes!: number | undefined;
}

@GuardedBy('GENERATION_READ', 'OPERATOR')
@ObjectType('GenerationError', { description: 'Why a generation failed.', simpleResolvers: true })
class GenerationErrorType {
  @Field(() => String, { description: 'For programs: "CONTENT_POLICY", "PROVIDER_ERROR", "PROVIDER_TIMEOUT".' })
  readonly code!: string;

  @Field(() => String, { description: 'For people.' })
  readonly message!: string;

  @Field(() => Boolean, { description: 'Whether asking again, unchanged, may succeed.' })
  readonly retryable!: boolean;
}

@GuardedBy('GENERATION_READ', 'OPERATOR')
@ObjectType('Generation', { implements: Node, description: 'A request and what became of it.', simpleResolvers: true })
export class GenerationType extends Node {
  readonly __typename!: 'Generation';
  readonly accountId!: string;
  /** The id in the database. */
  readonly key!: string;

  @GuardedBy('GENERATION_WRITE', 'GENERATION_READ', 'OPERATOR')
  @Field(() => ID, { description: 'Opaque; unique across all types.' })
  declare readonly id: string;

  @GuardedBy('GENERATION_WRITE', 'GENERATION_READ', 'OPERATOR')
  @Field(() => GenerationStatusEnum, { description: 'How far it is.' })
  readonly status!: GenerationStatus;

  @GuardedBy('GENERATION_WRITE', 'GENERATION_READ', 'OPERATOR')
  @Field(() => ModelType, { description: 'The model that was asked.' })
  readonly model!: ModelType;

  @Field(() => String, { nullable: true, description: 'As it was sent.' })
  readonly prompt!: string | undefined;

  @Field(() => JsonObjectScalar, { description: 'As they were validated, with defaults.' })
  readonly parameters!: Readonly<Record<string, unknown>>;

  @Field(() => JsonObjectScalar, { description: 'The pairs that were given as metadata; {} when there were none.' })
  readonly requestMetadata!: Metadata;

  @Field(() => [String], { description: 'The tags that were given.' })
  readonly tags!: readonly string[];

  @GuardedBy('GENERATION_WRITE', 'GENERATION_READ', 'OPERATOR')
  @Field(() => Int, { description: 'How many outputs were asked for.' })
  readonly count!: number;

  @GuardedBy('GENERATION_WRITE', 'GENERATION_READ', 'OPERATOR')
  @Field(() => CreditsScalar, { description: 'The expected cost when it was accepted.' })
  readonly costEstimate!: MicroCredits;

  @GuardedBy('GENERATION_WRITE', 'GENERATION_READ', 'OPERATOR')
  @Field(() => CreditsScalar, {
    nullable: true,
    description:
      'What was charged: the authoritative cost. Null until settled, 0 when nothing was charged. A refund by the operator afterwards does not change it: that is a REFUND among the transactions.',
  })
  readonly cost!: MicroCredits | undefined;

  @GuardedBy('GENERATION_WRITE', 'GENERATION_READ', 'OPERATOR')
  @Field(() => CreditsScalar, {
    nullable: true,
    description:
      'What was delivered comes to; null when nothing was. Above cost when that was capped, or decided in review.',
  })
  readonly effectiveCost!: MicroCredits | undefined;

  @GuardedBy('GENERATION_WRITE', 'GENERATION_READ', 'OPERATOR')
  @Field(() => Boolean, {
    description: 'effectiveCost is above what was reserved: the difference is never charged.',
  })
  readonly overrun!: boolean;

  @Field(() => [OutputType], { description: 'What was delivered.' })
  readonly outputs!: readonly OutputType[];

  @Field(() => GenerationErrorType, { nullable: true, description: 'Why it failed.' })
  readonly error!: GenerationErrorType | undefined;

  @GuardedBy('GENERATION_WRITE', 'GENERATION_READ', 'OPERATOR')
  @Field(() => DateTimeScalar, { description: 'When it was accepted and its credits were reserved.' })
  readonly createdAt!: Date;

  @GuardedBy('GENERATION_WRITE', 'GENERATION_READ', 'OPERATOR')
  @Field(() => DateTimeScalar, { nullable: true, description: 'When a provider was first given the work.' })
  readonly startedAt!: Date | undefined;

  @GuardedBy('GENERATION_WRITE', 'GENERATION_READ', 'OPERATOR')
  @Field(() => DateTimeScalar, { nullable: true, description: 'When the work ended.' })
  readonly endedAt!: Date | undefined;

  @GuardedBy('GENERATION_WRITE', 'GENERATION_READ', 'OPERATOR')
  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was charged or its credits were given back.' })
  readonly billedAt!: Date | undefined;
}

@GuardedBy('GENERATION_READ', 'OPERATOR')
@ObjectType('GenerationReview', {
  description: 'Why a cost was not charged at once: it is far from what was expected, or the outputs have no price.',
  simpleResolvers: true,
})
export class GenerationReviewType {
  @Field(() => CreditsScalar, { description: 'What as many outputs as were delivered were expected to cost.' })
  readonly estimate!: MicroCredits;

  @Field(() => CreditsScalar, { nullable: true, description: 'What they come to; null when they have no price.' })
  readonly effective!: MicroCredits | undefined;

  @Field(() => DateTimeScalar, { description: 'Since when an operator is asked; billedAt says when one has decided.' })
  readonly heldAt!: Date;
}

@GuardedBy('GENERATION_READ', 'OPERATOR')
@ObjectType('Attempt', { description: 'One try with one provider.', simpleResolvers: true })
export class AttemptType {
  @Field(() => String, { description: 'Name of the provider.' })
  readonly provider!: string;

  @Field(() => String, { nullable: true, description: "The provider's id of the work." })
  readonly upstreamId!: string | undefined;

  @Field(() => String, { description: 'SUBMITTED, SUCCEEDED, FAILED or CANCELED.' })
  readonly status!: string;

  @Field(() => DateTimeScalar, { description: 'When the provider was called.' })
  readonly startedAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When its outcome was known.' })
  readonly endedAt!: Date | undefined;

  @Field(() => String, { nullable: true, description: 'Why it failed.' })
  readonly error!: string | undefined;
}

@GuardedBy('GENERATION_READ', 'OPERATOR')
@ObjectType('GenerationMetadata', { description: 'Who did the work.', simpleResolvers: true })
export class GenerationMetadataType {
  @Field(() => String, { nullable: true, description: 'Provider of the attempt that counts; null until there is one.' })
  readonly provider!: string | undefined;

  @Field(() => String, { nullable: true, description: 'Its name for people.' })
  readonly providerName!: string | undefined;

  @Field(() => String, { nullable: true, description: 'The model that was run.' })
  readonly executedModel!: string | undefined;

  @Field(() => String, { nullable: true, description: "The provider's id of the work." })
  readonly upstreamId!: string | undefined;

  @Field(() => [AttemptType], { description: 'All tries, in order.' })
  readonly attempts!: readonly AttemptType[];
}

@ForWhoAsked()
@ObjectType('GenerationUpdate', { description: 'A generation at a change.', simpleResolvers: true })
export class GenerationUpdateType {
  @Field(() => GenerationType, { description: 'As it is now.' })
  readonly generation!: GenerationType;

  @Field(() => Int, { description: 'Grows with every change.' })
  readonly sequence!: number;

  @Field(() => Boolean, {
    description:
      'True for the last update: it has ended and is billed. One that is held for review has ended, and is not billed yet.',
  })
  readonly terminal!: boolean;
}

@InputType({ description: 'Every given field narrows the list.' })
export class GenerationWhere {
  @Field(() => [GenerationStatusEnum], { nullable: true, description: 'In one of these states.' })
  readonly status?: readonly GenerationStatus[] | null;

  @Field(() => [ID], { nullable: true, description: 'Of these models (identifiers).' })
  readonly model?: readonly string[] | null;
}

@ArgsType()
export class PageOfGenerations extends PageOf {
  @Field(() => GenerationWhere, { nullable: true, description: 'Which ones.' })
  readonly where?: GenerationWhere | null;
}
