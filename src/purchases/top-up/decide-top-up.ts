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
      readonly because: 'DISABLED' | 'PAUSED' | 'IN_FLIGHT' | 'ENOUGH_CREDITS' | 'PACK_UNAVAILABLE';
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
  const reason = reasonOf(facts);
  if (reason === undefined) return nothing('ENOUGH_CREDITS');
  const until = notBefore(facts);
  if (until !== undefined && until.at > now) return { kind: 'wait', until: until.at, because: until.because };
  const pack = choosePack(settings, facts.packs, { available: facts.available, wanted: wantedFor(reason) });
  if (pack === undefined) return nothing('PACK_UNAVAILABLE');
  if (facts.countedThisMonth + pack.price.minorUnits > settings.monthlyCap.minorUnits) {
    return { kind: 'wait', until: nextMonth(now), because: 'MONTHLY_CAP' };
  }
  return { kind: 'attempt', pack, reason };
}

function reasonOf({ settings, trigger, available }: TopUpFacts): TopUpReason | undefined {
  const { threshold } = settings;
  switch (trigger.kind) {
    case 'MANUAL':
      return { kind: 'MANUAL', available };
    case 'RESERVATION_REFUSED':
      // The balance may have risen since.
      if (available >= trigger.required) return undefined;
      return {
        kind: 'RESERVATION_REFUSED',
        available,
        shortfall: (trigger.required - available) as MicroCredits,
      };
    case 'BALANCE':
      return available < threshold ? { kind: 'BALANCE_BELOW_THRESHOLD', available, threshold } : undefined;
    default:
      return trigger satisfies never;
  }
}

const wantedFor = (reason: TopUpReason): bigint =>
  reason.kind === 'RESERVATION_REFUSED' ? reason.available + reason.shortfall : 0n;

/** The later of the end of the cool-down and the retry. */
function notBefore({ settings, lastChargedAt, retryAt }: TopUpFacts) {
  const cooledAt =
    lastChargedAt === undefined ? undefined : new Date(lastChargedAt.getTime() + settings.coolDownSeconds * 1_000);
  if (cooledAt === undefined || (retryAt !== undefined && retryAt > cooledAt)) {
    return retryAt === undefined ? undefined : { at: retryAt, because: 'RETRY' as const };
  }
  return { at: cooledAt, because: 'COOL_DOWN' as const };
}

/**
 * The pack by its id; for a target, the smallest that lifts the balance to it (or to what was wanted), else the largest.
 * Undefined when there is none in the currency of the cap.
 */
export function choosePack(
  { packId, target, monthlyCap }: Pick<TopUpSettings, 'packId' | 'target' | 'monthlyCap'>,
  packs: readonly CreditPack[],
  { available, wanted }: { readonly available: bigint; readonly wanted: bigint },
): CreditPack | undefined {
  const payable = packs.filter((pack) => pack.price.currency === monthlyCap.currency);
  if (target === undefined) return payable.find((pack) => pack.id === packId);
  const goal = target > wanted ? target : wanted;
  const bySize = payable.toSorted(compareSizeThenPrice);
  return bySize.find((pack) => available + pack.credits >= goal) ?? bySize.at(-1);
}

function compareSizeThenPrice(a: CreditPack, b: CreditPack): number {
  return a.credits === b.credits ? Number(a.price.minorUnits - b.price.minorUnits) : Number(a.credits - b.credits);
}

/** The first moment of the UTC month. */
export function monthOf(now: Date): Date {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1));
}

function nextMonth(now: Date): Date {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1));
}
