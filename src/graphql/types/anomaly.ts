import { Field, ObjectType } from 'type-graphql';
import type { AnomalyKind, Severity } from '../../usage/index.ts';
import { GuardedBy } from '../guard/scopes.ts';
import { DateTimeScalar } from '../scalars/index.ts';
import { AnomalyKindEnum, SeverityEnum } from './anomaly-enums.ts';

@GuardedBy('ACCOUNT_READ')
@ObjectType('Anomaly', {
  description: 'Something to look into. It changes nothing by itself.',
  simpleResolvers: true,
})
export class AnomalyType {
  readonly accountId!: string;
  /** Sequence numbers. */
  readonly transactions!: readonly bigint[];

  @Field(() => AnomalyKindEnum, { description: 'Which pattern it is.' })
  readonly kind!: AnomalyKind;

  @Field(() => SeverityEnum, { description: 'How soon to look.' })
  readonly severity!: Severity;

  @Field(() => String, { description: 'What was found, with its numbers, and what it may mean.' })
  readonly message!: string;

  @Field(() => DateTimeScalar, { description: 'When the last of what it is about happened.' })
  readonly detectedAt!: Date;
}
