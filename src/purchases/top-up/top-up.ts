// Automatic top-ups as other rooms see them.
import type { CreditPack } from '../../catalog/index.ts';
import type { MicroCredits, Money } from '../../money/index.ts';
import type { PauseReason } from './decide-decline.ts';
import type { AttemptStatus } from './entities.ts';

export type { AttemptStatus } from './entities.ts';

export interface TopUpSettings {
  readonly enabled: boolean;
  /** Tops up when less than this is available. */
  readonly threshold: MicroCredits;
  /** What is bought; undefined with a target. */
  readonly packId: string | undefined;
  /** How much should be available afterwards: the smallest pack that reaches it, or the largest that fits under the cap. */
  readonly target: MicroCredits | undefined;
  /** For one UTC month, in the currency of the pack. Every attempt counts, declined ones too. */
  readonly monthlyCap: Money;
  /** Least time between two charges. */
  readonly coolDownSeconds: number;
  /** Tops up while credits are owed, too: what is bought pays them first. */
  readonly paysDebt: boolean;
}

/** Why an attempt was made, with the numbers of that moment. */
export type TopUpReason =
  | {
      readonly kind: 'BALANCE_BELOW_THRESHOLD';
      readonly available: MicroCredits;
      readonly threshold: MicroCredits;
    }
  | { readonly kind: 'RESERVATION_REFUSED'; readonly available: MicroCredits; readonly shortfall: MicroCredits }
  | { readonly kind: 'MANUAL'; readonly available: MicroCredits };

/** What made somebody look. */
export type TopUpTrigger =
  | { readonly kind: 'BALANCE' }
  /** A reservation did not fit: `required` was asked for. */
  | { readonly kind: 'RESERVATION_REFUSED'; readonly required: MicroCredits }
  | { readonly kind: 'MANUAL' };

export interface TopUpAttempt {
  readonly accountId: string;
  /** Also the id of the purchase that a success leaves. */
  readonly id: string;
  readonly status: AttemptStatus;
  readonly reason: TopUpReason;
  readonly pack: Pick<CreditPack, 'id' | 'name' | 'validity'>;
  readonly credits: MicroCredits;
  readonly price: Money;
  readonly customerId: string;
  readonly paymentMethodId: string;
  readonly paymentIntentId: string | undefined;
  /** As customers may know it: see decide-decline.ts. */
  readonly declineCode: string | undefined;
  readonly message: string | undefined;
  readonly createdAt: Date;
  readonly endedAt: Date | undefined;
  /** How often the provider was asked. */
  readonly asks: number;
}

/**
 * OFF: switched off, or never configured. RETRYING: declined, and tried again at nextAttemptAt. CAP_REACHED: nothing that
 * it may buy fits under the cap before the next month.
 */
export type TopUpState = 'OFF' | 'READY' | 'IN_FLIGHT' | 'RETRYING' | 'CAP_REACHED' | 'PAUSED';

export interface AutoTopUp {
  readonly settings: TopUpSettings;
  readonly state: TopUpState;
  readonly pausedReason: PauseReason | 'CREDITS_OWED' | 'PACK_UNAVAILABLE' | undefined;
  /** What to do about it, for people. */
  readonly pausedMessage: string | undefined;
  /** Not before this moment (cool-down, retry or cap); undefined: as soon as it is needed, or not at all. */
  readonly nextAttemptAt: Date | undefined;
  /** Money of this UTC month's successful attempts. */
  readonly spentThisMonth: Money;
  /** Of all of them: what the cap is compared with. */
  readonly countedThisMonth: Money;
  /** Newest first, at most 10. */
  readonly lastAttempts: readonly TopUpAttempt[];
}

export interface ConfigureTopUp extends Omit<TopUpSettings, 'coolDownSeconds' | 'paysDebt'> {
  readonly accountId: string;
  /** False when absent. */
  readonly paysDebt?: boolean | undefined;
  /** One hour when absent; at least one hour. */
  readonly coolDownSeconds?: number | undefined;
  /** Tops up once now, whatever the balance; cool-down and cap hold all the same. */
  readonly now?: boolean | undefined;
}

export type TopUpRefusal =
  | {
      readonly code: 'INVALID_PARAMETER';
      readonly path: readonly string[];
      readonly message: string;
      readonly allowed: readonly string[];
    }
  | { readonly code: 'PACK_NOT_FOUND'; readonly packId: string; readonly allowed: readonly string[] }
  | { readonly code: 'PAYMENT_METHOD_MISSING' }
  | { readonly code: 'PAYMENT_PROVIDER_UNAVAILABLE' };

export interface ConfiguredTopUp {
  readonly autoTopUp: AutoTopUp | undefined;
  readonly refusal: TopUpRefusal | undefined;
  /** Where the customer saves a payment method, when that is what is needed. */
  readonly setupUrl: string | undefined;
}

export interface RefusedReservation {
  readonly accountId: string;
  readonly required: MicroCredits;
}

export interface TopUps {
  configure(request: ConfigureTopUp): Promise<ConfiguredTopUp>;
  /** Undefined when it was never configured. */
  find(accountId: string): Promise<AutoTopUp | undefined>;
  /** A reservation was refused for want of credits. Answers at once; the work is done by the next `runWoken`. */
  reservationRefused(refused: RefusedReservation): void;
  /** A wallet has changed in this process. Answers at once. */
  walletChanged(accountId: string): void;
  /** Looks at what was asked for or has changed since the last time. Gives the number of attempts that were made. */
  runWoken(): Promise<number>;
  /** Finds the wallets below their threshold, whoever changed them. Gives the number of attempts that were made. */
  runRound(): Promise<number>;
  /** Asks again about charges whose answer is due. Gives how many were settled. */
  recover(): Promise<number>;
}
