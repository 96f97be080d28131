// What can be asked of the ledger. A command is plain data: time and ids come in with it.
import type { MicroCredits } from '../money/index.ts';
import type { CreditSource } from './entities.ts';

export type { CreditSource } from './entities.ts';

/** One effect per key and account, for as long as the ledger lives; the hash distinguishes a repetition from a misuse. */
interface Idempotent {
  readonly idempotencyKey: string;
  /** A digest of everything the caller asked for; the same key with another digest is refused. */
  readonly inputHash: string;
}

export interface AddCommand extends Idempotent {
  readonly kind: 'add';
  readonly accountId: string;
  readonly amount: MicroCredits;
  readonly source: CreditSource;
  /** Lots with a smaller number burn first; 0 unless the storefront says otherwise. */
  readonly priority?: number;
  /** Credits cannot be reserved before this moment; now when absent. */
  readonly effectiveAt?: Date;
  /** Credits that are neither spent nor reserved by then expire; never when absent. */
  readonly expiresAt?: Date;
  readonly purchaseId?: string;
  readonly description: string;
}

export interface ReserveCommand extends Idempotent {
  readonly kind: 'reserve';
  readonly accountId: string;
  readonly generationId: string;
  /** Its daily limit, and those of the keys that it descends from, are read under the wallet's lock. */
  readonly apiKeyId: string;
  /** What the generation may cost at most; zero when it is free of charge. */
  readonly amount: MicroCredits;
  /** Generations of this account that may hold a reservation at once; unlimited when absent. */
  readonly concurrencyLimit?: number;
  /**
   * Whom it is for, where the account limits what may be spent for its end users. What is left is read with the batch, by the
   * submission's `endUsers`.
   */
  readonly endUser?: string;
}

export interface ChargeCommand {
  readonly kind: 'charge';
  readonly accountId: string;
  readonly generationId: string;
  /**
   * The effective cost: more than zero, at most what was reserved; zero only where nothing was. The rest returns to the lots
   * it came from.
   */
  readonly amount: MicroCredits;
  /** Why an operator decided on it, in words for the customer; absent when the delivery alone did. */
  readonly reason?: string;
}

export interface RefundCommand {
  readonly kind: 'refund';
  readonly accountId: string;
  readonly generationId: string;
  /** Why nothing was charged, in words for the customer. */
  readonly reason: string;
}

/**
 * The provider delivered after all, though the reservation was refunded (its deadline had passed): takes the credits
 * again if they are there. Refused otherwise; the balance never goes below what is allowed.
 */
export interface LateChargeCommand {
  readonly kind: 'lateCharge';
  readonly accountId: string;
  readonly generationId: string;
  /** The effective cost: at most what had been reserved. */
  readonly amount: MicroCredits;
  /** Why an operator decided on it, in words for the customer; absent when the delivery alone did. */
  readonly reason?: string;
}

/** An operator gives back a charge, whole or in part; all refunds together never exceed what was charged. */
export interface RefundChargeCommand extends Idempotent {
  readonly kind: 'refundCharge';
  readonly accountId: string;
  readonly generationId: string;
  /** More than zero, at most what is left of the charge; all that is left when absent. */
  readonly amount?: MicroCredits;
  readonly reason: string;
}

/** A paid invoice settles what was spent on the credit line. */
export interface RepayCommand extends Idempotent {
  readonly kind: 'repay';
  readonly accountId: string;
  /** More than zero, at most what was spent on credit. */
  readonly amount: MicroCredits;
  /**
   * KEEP: more than was spent is booked too, and stays on the line in the account's favour. Charges may have been given
   * back since the invoice; the refunds stand on the next one.
   */
  readonly surplus?: 'KEEP';
  readonly description: string;
}

/**
 * A payment is disputed: nothing of its lot can be spent until the dispute is over, neither what is left nor what comes
 * back from reservations and charges. Several disputes are counted.
 */
export interface FreezeLotCommand extends Idempotent {
  readonly kind: 'freezeLot';
  readonly accountId: string;
  readonly lot: number;
  readonly description: string;
}

/** A dispute is over and nothing is taken back: ends one of them. The last one to end makes the lot spendable again. */
export interface ReleaseLotCommand extends Idempotent {
  readonly kind: 'releaseLot';
  readonly accountId: string;
  readonly lot: number;
  readonly description: string;
}

/** Takes credits of a lot back whose payment goes back, or went. */
export interface ClawbackCommand extends Idempotent {
  readonly kind: 'clawback';
  readonly accountId: string;
  /** The credit line (0) when it was an invoice that was paid: what it had settled is owed again, whatever the cause. */
  readonly lot: number;
  /** More than zero. */
  readonly amount: MicroCredits;
  /**
   * UNUSED: the money is still here, so credits that are not left are refused. REFUNDED: the money has gone back, so
   * what was spent of it is owed. DISPUTE_LOST: the same, and one dispute of the lot ends.
   */
  readonly cause: 'UNUSED' | 'REFUNDED' | 'DISPUTE_LOST';
  /**
   * What other clawbacks took of the lot before this one. With it, all together come to exactly what the lot granted less
   * what expired, however the lot's credits went: spent, or taken for a debt. Without it, no more is owed than was spent.
   */
  readonly clawedBackBefore?: MicroCredits;
  readonly description: string;
}

/** An operator takes back credits that nobody paid for. What was bought, lent or is reserved stays. */
export interface DeductCommand extends Idempotent {
  readonly kind: 'deduct';
  readonly accountId: string;
  /** More than zero, at most what is left of such credits. */
  readonly amount: MicroCredits;
  readonly description: string;
}

/** The payment did not go back after all: undoes a clawback, first what is still owed of it. */
export interface UndoClawbackCommand extends Idempotent {
  readonly kind: 'undoClawback';
  readonly accountId: string;
  readonly lot: number;
  /** More than zero, at most what was taken of the lot and what is owed. */
  readonly amount: MicroCredits;
  readonly description: string;
}

/** Books what has expired in an idle wallet; a touched wallet does so by itself. */
export interface ExpireCommand {
  readonly kind: 'expire';
  readonly accountId: string;
}

export type LedgerCommand =
  | AddCommand
  | ReserveCommand
  | ChargeCommand
  | RefundCommand
  | LateChargeCommand
  | RefundChargeCommand
  | RepayCommand
  | FreezeLotCommand
  | ReleaseLotCommand
  | ClawbackCommand
  | DeductCommand
  | UndoClawbackCommand
  | ExpireCommand;
