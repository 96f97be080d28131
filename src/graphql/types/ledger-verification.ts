import { Field, Int, ObjectType } from 'type-graphql';
import { GuardedBy } from '../guard/scopes.ts';

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
