import { Field, Int, ObjectType } from 'type-graphql';
import type { VerificationRun } from '../../ledger/index.ts';
import { GuardedBy } from '../guard/scopes.ts';
import { DateTimeScalar } from '../scalars/index.ts';
import { enumType } from './enums.ts';

@GuardedBy('ACCOUNT_READ')
@ObjectType('LedgerVerification', {
  description: "The account recomputed from its transactions, beside what the gateway's tables say.",
  simpleResolvers: true,
})
export class LedgerVerificationType {
  @Field(() => Boolean, { description: 'Whether sequence, hash chain, balances, lots and reservations are all right.' })
  readonly ok!: boolean;

  @Field(() => Int, { description: 'How many transactions were recomputed.' })
  readonly transactions!: number;

  @Field(() => String, { nullable: true, description: 'Number of the first one; null when there is none.' })
  readonly firstSequence!: string | undefined;

  @Field(() => String, { nullable: true, description: 'Number of the last one; null when there is none.' })
  readonly lastSequence!: string | undefined;

  @Field(() => String, {
    nullable: true,
    description:
      'Hash of the last transaction, in hexadecimal: it covers all before it. Keep it, and no line up to lastSequence can change without your noticing.',
  })
  readonly headHash!: string | undefined;

  @Field(() => [String], { description: 'What is wrong, by name; empty when ok.' })
  readonly problems!: readonly string[];
}

const VerificationStatusEnum = enumType<VerificationRun['status']>('VerificationStatus', 'How a verification stands.', {
  RUNNING: 'It is under way.',
  DONE: 'It has ended; its verification says what it found.',
  FAILED: 'The gateway could not end it: ask again.',
});

@GuardedBy('ACCOUNT_READ')
@ObjectType('LedgerVerificationRun', {
  description: 'A verification in the background, and what it found.',
  simpleResolvers: true,
})
export class LedgerVerificationRunType {
  @Field(() => VerificationStatusEnum, { description: 'Whether it has ended.' })
  readonly status!: VerificationRun['status'];

  @Field(() => DateTimeScalar, { description: 'When it began.' })
  readonly startedAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it ended; null while it runs.' })
  readonly finishedAt!: Date | undefined;

  @Field(() => LedgerVerificationType, { nullable: true, description: 'What it found; null unless it is done.' })
  readonly verification!: LedgerVerificationType | undefined;
}
