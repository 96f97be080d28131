// Whether a wallet is topped up now, and with what. Pure: (facts) -> decision.
import type { CreditPack } from '../../catalog/index.ts';
import type { MicroCredits } from '../../money/index.ts';
import type { PauseReason } from './decide-decline.ts';
import type { TopUpReason, TopUpSettings, TopUpTrigger } from './top-up.ts';

export interface TopUpFacts {
  readonly settings: TopUpSettings;
  readonly trigger: TopUpTrigger;
  /** Micro-credits that can be reserved now, without a credit limit. */
  readonly available: MicroCredits;
  /** Credits that the account owes since a payment went back: what is bought pays them first. */
  readonly debt: MicroCredits;
  /** Held back by disputes: not available, and not spent either. */
  readonly frozen: MicroCredits;
  readonly packs: readonly CreditPack[];
  readonly pausedReason: PauseReason | undefined;
  /** After a decline: not before. */
  readonly retryAt: Date | undefined;
  readonly lastChargedAt: Date | undefined;
  readonly hasAttemptInFlight: boolean;
  /** Prices of all attempts of this UTC month, in minor units of the cap's currency. */
  readonly countedThisMonth: bigint;
  readonly now: Date;
}

export type TopUpDecision =
  | { readonly kind: 'attempt'; readonly pack: CreditPack; readonly reason: TopUpReason }
  | { readonly kind: 'wait'; readonly until: Date; readonly because: 'COOL_DOWN' | 'RETRY' | 'MONTHLY_CAP' }
  | {
      readonly kind: 'nothing';
      readonly because: 'DISABLED' | 'PAUSED' | 'IN_FLIGHT' | 'CREDITS_OWED' | 'ENOUGH_CREDITS' | 'PACK_UNAVAILABLE';
    };

const nothing = (because: Extract<TopUpDecision, { kind: 'nothing' }>['because']): TopUpDecision => ({
  kind: 'nothing',
  because,
});

export function decideTopUp(facts: TopUpFacts): TopUpDecision {
  const { settings, pausedReason, now } = facts;
  if (!settings.enabled) return nothing('DISABLED');
  if (pausedReason !== undefined) return nothing('PAUSED');
  if (facts.hasAttemptInFlight) return nothing('IN_FLIGHT');
  if (owes(facts)) return nothing('CREDITS_OWED');
  const reason = reasonOf(facts);
  if (reason === undefined) return nothing('ENOUGH_CREDITS');
  const choice = choosePack(facts, wantedFor(reason, facts.debt));
  if (choice === 'CAP_REACHED') return { kind: 'wait', until: nextMonth(now), because: 'MONTHLY_CAP' };
  if (choice === undefined) return nothing('PACK_UNAVAILABLE');
  const until = notBefore(facts);
  if (until !== undefined && until.at > now) return { kind: 'wait', until: until.at, because: until.because };
  return { kind: 'attempt', pack: choice, reason };
}

/** A debt is no low balance: it is paid by the card only when the customer asked for that. */
export const owes = ({ settings, debt }: Pick<TopUpFacts, 'settings' | 'debt'>): boolean =>
  debt > 0n && !settings.paysDebt;

function reasonOf({ settings, trigger, available, debt, frozen }: TopUpFacts): TopUpReason | undefined {
  const { threshold } = settings;
  switch (trigger.kind) {
    case 'MANUAL':
      return { kind: 'MANUAL', available };
    case 'RESERVATION_REFUSED':
      // The balance may have risen since.
      if (available - debt >= trigger.required) return undefined;
      return {
        kind: 'RESERVATION_REFUSED',
        available,
        shortfall: (trigger.required - available + debt) as MicroCredits,
      };
    case 'BALANCE':
      return available + frozen < threshold ? { kind: 'BALANCE_BELOW_THRESHOLD', available, threshold } : undefined;
    default:
      return trigger satisfies never;
  }
}

const wantedFor = (reason: TopUpReason, debt: bigint): bigint =>
  reason.kind === 'RESERVATION_REFUSED' ? reason.available + reason.shortfall - debt : 0n;

/** The later of the end of the cool-down and the retry. */
function notBefore({ settings, lastChargedAt, retryAt }: TopUpFacts) {
  const cooledAt =
    lastChargedAt === undefined ? undefined : new Date(lastChargedAt.getTime() + settings.coolDownSeconds * 1_000);
  if (cooledAt === undefined || (retryAt !== undefined && retryAt > cooledAt)) {
    return retryAt === undefined ? undefined : { at: retryAt, because: 'RETRY' as const };
  }
  return { at: cooledAt, because: 'COOL_DOWN' as const };
}

type PackFacts = Pick<TopUpFacts, 'settings' | 'packs' | 'available' | 'debt' | 'countedThisMonth'>;

/**
 * The pack by its id; for a target, the smallest that lifts the balance to it (or to what was wanted), else the largest.
 * Only what still fits under the cap is chosen from. Undefined when there is none in the currency of the cap.
 */
export function choosePack(facts: PackFacts, wanted: bigint): CreditPack | 'CAP_REACHED' | undefined {
  const { packId, target = 0n, monthlyCap } = facts.settings;
  const payable = payablePacks(facts.packs, monthlyCap.currency).filter(
    ({ id }) => packId === undefined || id === packId,
  );
  if (payable.length === 0) return undefined;
  const left = monthlyCap.minorUnits - facts.countedThisMonth;
  const fitting = payable.filter(({ price }) => price.minorUnits <= left);
  const goal = (target > wanted ? target : wanted) - facts.available + facts.debt;
  return fitting.find((pack) => pack.credits >= goal) ?? fitting.at(-1) ?? 'CAP_REACHED';
}

/** By size, smallest first. */
export function payablePacks(packs: readonly CreditPack[], currency: string): CreditPack[] {
  return packs.filter(({ price }) => price.currency === currency).toSorted(compareSizeThenPrice);
}

function compareSizeThenPrice(a: CreditPack, b: CreditPack): number {
  return a.credits === b.credits ? Number(a.price.minorUnits - b.price.minorUnits) : Number(a.credits - b.credits);
}

/** The first moment of the UTC month. */
export function monthOf(now: Date): Date {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1));
}

export function nextMonth(now: Date): Date {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1));
}
