import type { LedgerVerification, VerificationRun } from '../../ledger/index.ts';
import type { LedgerVerificationRunType, LedgerVerificationType } from '../types/ledger-verification.ts';

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

export function toVerificationRun({ verification, ...run }: VerificationRun): LedgerVerificationRunType {
  return { ...run, verification: verification === undefined ? undefined : toLedgerVerification(verification) };
}
