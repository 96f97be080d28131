import { Ctx, Field, Int, Mutation, ObjectType, Query, Resolver } from 'type-graphql';
import type { LedgerVerification, VerificationRun } from '../../ledger/index.ts';
import type { GraphqlContext } from '../edge/context.ts';
import { badUserInput } from '../edge/errors/request-errors.ts';
import { GuardedBy } from '../edge/guard/scopes.ts';
import { DateTimeScalar } from '../edge/scalars.ts';
import { enumType } from '../edge/types.ts';

@GuardedBy('ACCOUNT_READ')
@ObjectType('LedgerVerification', {
  description: "The account recomputed from its transactions, beside what the gateway's tables say.",
  simpleResolvers: true,
})
class LedgerVerificationType {
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
class LedgerVerificationRunType {
  @Field(() => VerificationStatusEnum, { description: 'Whether it has ended.' })
  readonly status!: VerificationRun['status'];

  @Field(() => DateTimeScalar, { description: 'When it began.' })
  readonly startedAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it ended; null while it runs.' })
  readonly finishedAt!: Date | undefined;

  @Field(() => LedgerVerificationType, { nullable: true, description: 'What it found; null unless it is done.' })
  readonly verification!: LedgerVerificationType | undefined;
}

/** Some tenths of a second; who has more asks for it in the background. */
const LONGEST_AT_ONCE = 10_000n;

@Resolver()
export class VerifyLedgerResolver {
  @GuardedBy('ACCOUNT_READ')
  @Query(() => LedgerVerificationType, {
    description:
      'Recomputes the account from its transactions: balances, sequence and hash chain. For at most 10,000 transactions: startLedgerVerification takes any number.',
  })
  async verifyLedger(@Ctx() { services, viewer }: GraphqlContext): Promise<LedgerVerificationType> {
    const { ledger } = services;
    const sequence = (await ledger.balance(viewer.account.id))?.sequence ?? 0n;
    if (sequence > LONGEST_AT_ONCE) throw tooLong(sequence);
    const verification = await ledger.verify(viewer.account.id);
    if (verification === undefined) throw withoutWallet(viewer.account.id);
    return toLedgerVerification(verification);
  }

  @GuardedBy('ACCOUNT_READ')
  @Query(() => LedgerVerificationRunType, {
    nullable: true,
    description: 'The last verification in the background, or the one under way; null when there was none.',
  })
  async ledgerVerification(
    @Ctx() { services, viewer }: GraphqlContext,
  ): Promise<LedgerVerificationRunType | undefined> {
    const run = await services.ledger.verifications.last(viewer.account.id);
    return run === undefined ? undefined : toVerificationRun(run);
  }

  @GuardedBy('ACCOUNT_READ')
  @Mutation(() => LedgerVerificationRunType, {
    description:
      'Recomputes the account from its transactions in the background: one run at a time, which a second call is answered with. Ask ledgerVerification for what it found.',
  })
  async startLedgerVerification(@Ctx() { services, viewer }: GraphqlContext): Promise<LedgerVerificationRunType> {
    const run = await services.ledger.verifications.start(viewer.account.id);
    if (run === undefined) throw withoutWallet(viewer.account.id);
    return toVerificationRun(run);
  }
}

const withoutWallet = (accountId: string): Error => new Error(`account ${accountId} has no wallet`);

const tooLong = (sequence: bigint): Error =>
  badUserInput(
    `This ledger has ${sequence} transactions, and at most ${LONGEST_AT_ONCE} are verified at once: use startLedgerVerification.`,
  );

function toLedgerVerification(verification: LedgerVerification): LedgerVerificationType {
  const { ok, transactions, firstSequence, lastSequence, headHash, problems } = verification;
  return {
    ok,
    transactions,
    firstSequence: firstSequence?.toString(),
    lastSequence: lastSequence?.toString(),
    headHash,
    problems,
  };
}

function toVerificationRun({ verification, ...run }: VerificationRun): LedgerVerificationRunType {
  return { ...run, verification: verification === undefined ? undefined : toLedgerVerification(verification) };
}
