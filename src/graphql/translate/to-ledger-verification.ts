import type { LedgerVerification } from '../../ledger/index.ts';
import type { LedgerVerificationType } from '../types/ledger-verification.ts';

export function toLedgerVerification(verification: LedgerVerification): LedgerVerificationType {
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
