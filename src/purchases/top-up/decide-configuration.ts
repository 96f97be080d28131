// What may be configured. Pure.
import type { CreditPack } from '../../catalog/index.ts';
import { formatCredits, formatMoney, type MicroCredits, type Money } from '../../money/index.ts';
import { payablePacks } from './decide-top-up.ts';
import type { ConfigureTopUp, TopUpRefusal } from './top-up.ts';

export const LEAST_COOL_DOWN_SECONDS = 3_600;
const LONGEST_COOL_DOWN_SECONDS = 30 * 86_400;

/** `packs`: those that the account may buy. Undefined when everything is in order. */
export function decideConfiguration(
  request: ConfigureTopUp & { readonly isPostpaid?: boolean },
  packs: readonly CreditPack[],
): TopUpRefusal | undefined {
  if (request.isPostpaid === true && request.enabled) {
    return invalid('enabled', 'An account that pays by invoice is not topped up.', 'false');
  }
  return refuseNumbers(request) ?? refuseGoods(request) ?? refusePack(request, packs);
}

function refuseNumbers({ threshold, coolDownSeconds, monthlyCap }: ConfigureTopUp): TopUpRefusal | undefined {
  if (threshold < 0n) {
    return invalid('threshold', 'A threshold is not below 0.', '0 or more credits');
  }
  if (monthlyCap.minorUnits <= 0n) {
    return invalid('monthlyCap', 'The monthly cap is more than 0.', "at least the pack's price");
  }
  const seconds = coolDownSeconds ?? LEAST_COOL_DOWN_SECONDS;
  const isInRange =
    Number.isSafeInteger(seconds) && seconds >= LEAST_COOL_DOWN_SECONDS && seconds <= LONGEST_COOL_DOWN_SECONDS;
  if (isInRange) return undefined;
  const allowed = `${LEAST_COOL_DOWN_SECONDS} to ${LONGEST_COOL_DOWN_SECONDS}`;
  return invalid('coolDownSeconds', `The cool-down is from ${allowed} seconds.`, allowed);
}

function refuseGoods({ packId, target, threshold }: ConfigureTopUp): TopUpRefusal | undefined {
  if ((packId === undefined) === (target === undefined)) {
    return invalid('packId', 'Give either a pack or a target.', 'packId', 'target');
  }
  if (target === undefined || target > threshold) return undefined;
  return invalid('target', 'The target is above the threshold.', 'more credits than the threshold');
}

function refusePack(request: ConfigureTopUp, packs: readonly CreditPack[]): TopUpRefusal | undefined {
  const { packId, target, monthlyCap } = request;
  if (packId !== undefined) {
    const named = packs.find((pack) => pack.id === packId);
    if (named === undefined) return { code: 'PACK_NOT_FOUND', packId, allowed: packs.map(({ id }) => id) };
    if (named.price.currency !== monthlyCap.currency) return otherCurrency([named]);
  }
  const payable = payablePacks(packs, monthlyCap.currency).filter(({ id }) => packId === undefined || id === packId);
  const largest = payable.at(-1);
  if (largest === undefined) return otherCurrency(packs);
  if (target !== undefined && target > largest.credits) return targetTooHigh(largest.credits);
  const reaching = payable.filter(({ credits }) => target === undefined || credits >= target);
  const cheapest = reaching.reduce(
    (one, other) => (other.price.minorUnits < one.price.minorUnits ? other : one),
    largest,
  );
  return cheapest.price.minorUnits > monthlyCap.minorUnits ? capTooLow(cheapest.price) : undefined;
}

/** From an empty wallet: one top-up is one pack, and one that falls short of its target would follow another. */
function targetTooHigh(most: MicroCredits): TopUpRefusal {
  const words = `${formatCredits(most)} credits`;
  return invalid('target', `The target is above the largest pack, ${words}.`, `at most ${words}`);
}

function otherCurrency(packs: readonly CreditPack[]): TopUpRefusal {
  const currencies = [...new Set(packs.map(({ price }) => price.currency))];
  const words = currencies.join(' or ');
  return {
    code: 'INVALID_PARAMETER',
    path: ['monthlyCap', 'currency'],
    message: `The monthly cap is in the currency of the pack: ${words}.`,
    allowed: currencies,
  };
}

function capTooLow(price: Money): TopUpRefusal {
  const least = `${formatMoney(price)} ${price.currency}`;
  return invalid('monthlyCap', `The monthly cap is below the price of one top-up, ${least}.`, `at least ${least}`);
}

function invalid(field: string, message: string, ...allowed: readonly string[]): TopUpRefusal {
  return { code: 'INVALID_PARAMETER', path: [field], message, allowed };
}
