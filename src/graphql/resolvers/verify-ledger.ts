import { Ctx, Query, Resolver } from 'type-graphql';
import type { GraphqlContext } from '../context.ts';
import { GuardedBy } from '../guard/scopes.ts';
import { toLedgerVerification } from '../translate/to-ledger-verification.ts';
import { LedgerVerificationType } from '../types/ledger-verification.ts';

@Resolver()
export class VerifyLedgerResolver {
  @GuardedBy('ACCOUNT_READ')
  @Query(() => LedgerVerificationType, {
    description: 'Recomputes the account from its transactions: balances, sequence and hash chain.',
  })
  async verifyLedger(@Ctx() { services, viewer }: GraphqlContext): Promise<LedgerVerificationType> {
    const verification = await services.ledger.verify(viewer.account.id);
    if (verification === undefined) throw new Error(`account ${viewer.account.id} has no wallet`);
    return toLedgerVerification(verification);
  }
}
