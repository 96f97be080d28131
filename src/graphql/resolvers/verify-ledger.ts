import { Ctx, Mutation, Query, Resolver } from 'type-graphql';
import type { GraphqlContext } from '../context.ts';
import { badUserInput } from '../errors/request-errors.ts';
import { GuardedBy } from '../guard/scopes.ts';
import { toLedgerVerification, toVerificationRun } from '../translate/to-ledger-verification.ts';
import { LedgerVerificationRunType, LedgerVerificationType } from '../types/ledger-verification.ts';

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
