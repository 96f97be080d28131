import type { CreditPack } from '../../catalog/index.ts';
import type { AutoTopUp, TopUpAttempt } from '../../purchases/index.ts';
import { toPublicId } from '../ids.ts';
import type { AutoTopUpType, TopUpAttemptType } from '../types/auto-top-up.ts';
import { toCreditPack, toMoney } from './to-pack.ts';

export function toAutoTopUp(
  { settings, ...now }: AutoTopUp,
  packOf: (packId: string) => CreditPack | undefined,
): AutoTopUpType {
  const pack = settings.packId === undefined ? undefined : packOf(settings.packId);
  return {
    enabled: settings.enabled,
    threshold: settings.threshold,
    pack: pack === undefined ? undefined : toCreditPack(pack),
    target: settings.target,
    monthlyCap: toMoney(settings.monthlyCap),
    coolDownSeconds: settings.coolDownSeconds,
    paysDebt: settings.paysDebt,
    spentThisMonth: toMoney(now.spentThisMonth),
    countedThisMonth: toMoney(now.countedThisMonth),
    state: now.state,
    pausedReason: now.pausedReason,
    pausedMessage: now.pausedMessage,
    nextAttemptAt: now.nextAttemptAt,
    lastAttempts: now.lastAttempts.map(toTopUpAttempt),
  };
}

function toTopUpAttempt({ id, status, reason, credits, price, ...attempt }: TopUpAttempt): TopUpAttemptType {
  return {
    id: toPublicId('pur', id),
    status,
    reason: reason.kind,
    available: reason.available,
    threshold: reason.kind === 'BALANCE_BELOW_THRESHOLD' ? reason.threshold : undefined,
    shortfall: reason.kind === 'RESERVATION_REFUSED' ? reason.shortfall : undefined,
    credits,
    price: toMoney(price),
    declineCode: attempt.declineCode,
    message: attempt.message,
    createdAt: attempt.createdAt,
    endedAt: attempt.endedAt,
  };
}
