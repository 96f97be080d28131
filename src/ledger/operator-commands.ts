// What an operator asks of the ledger, as commands. The prefixes of their keys keep them apart from the keys that customers
// choose for generations.
import type { MicroCredits } from '../money/index.ts';
import { hashInput } from './batch/hash-input.ts';
import type { AddCommand, CreditSource, DeductCommand, RefundChargeCommand } from './commands.ts';

export interface Grant {
  readonly accountId: string;
  readonly amount: MicroCredits;
  readonly source: CreditSource;
  readonly expiresAt: Date | undefined;
  readonly description: string | undefined;
  readonly idempotencyKey: string;
}

/** Adds credits without a payment. */
export function grantCommand(grant: Grant): AddCommand {
  const { accountId, amount, source, expiresAt, description, idempotencyKey } = grant;
  return {
    kind: 'add',
    accountId,
    amount,
    source,
    description: description ?? 'Granted by the operator',
    idempotencyKey: `grant:${idempotencyKey}`,
    inputHash: hashInput({ amount, source, expiresAt, description }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
}

export interface ChargeRefund {
  readonly accountId: string;
  readonly generationId: string;
  /** All that is left of the charge when undefined. */
  readonly amount: MicroCredits | undefined;
  readonly reason: string;
  readonly idempotencyKey: string;
}

/** Gives a charge back, whole or in part. */
export function refundChargeCommand(refund: ChargeRefund): RefundChargeCommand {
  const { accountId, generationId, amount, reason, idempotencyKey } = refund;
  return {
    kind: 'refundCharge',
    accountId,
    generationId,
    ...(amount === undefined ? {} : { amount }),
    reason,
    idempotencyKey: `refund:${idempotencyKey}`,
    inputHash: hashInput({ generationId, amount, reason }),
  };
}

export interface Deduction {
  readonly accountId: string;
  readonly amount: MicroCredits;
  readonly reason: string;
  readonly idempotencyKey: string;
}

/** Takes back credits that nobody paid for. */
export function deductCommand({ accountId, amount, reason, idempotencyKey }: Deduction): DeductCommand {
  return {
    kind: 'deduct',
    accountId,
    amount,
    description: reason,
    idempotencyKey: `deduct:${idempotencyKey}`,
    inputHash: hashInput({ amount, reason }),
  };
}
