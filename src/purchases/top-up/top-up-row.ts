// Between the tables' rows and the words of the room.
import { type MicroCredits, microCredits, ZERO } from '../../money/index.ts';
import { type PauseReason, publicDeclineCode } from './decide-decline.ts';
import type { TopUpAttempt, TopUpReason, TopUpSettings } from './top-up.ts';

export interface TopUpRow {
  readonly account_id: string;
  readonly enabled: boolean;
  readonly threshold: bigint;
  readonly pack_id: string | null;
  readonly target: bigint | null;
  readonly monthly_cap_minor_units: bigint;
  readonly currency: string;
  readonly cool_down_seconds: number;
  readonly pays_debt: boolean;
  readonly customer_id: string | null;
  readonly payment_method_id: string | null;
  readonly failures: number;
  readonly retry_at: Date | null;
  readonly paused_reason: PauseReason | null;
  readonly declined_payment_method_id: string | null;
  readonly last_charged_at: Date | null;
  readonly cap_told_at: Date | null;
}

export const TOP_UP_COLUMNS = `account_id, enabled, threshold, pack_id, target, monthly_cap_minor_units, currency,
  cool_down_seconds, pays_debt, customer_id, payment_method_id, failures, retry_at, paused_reason, declined_payment_method_id,
  last_charged_at, cap_told_at`;

export interface AttemptRow {
  readonly account_id: string;
  readonly id: string;
  readonly status: TopUpAttempt['status'];
  readonly reason: TopUpReason['kind'];
  readonly reason_available: bigint;
  readonly reason_threshold: bigint | null;
  readonly reason_shortfall: bigint | null;
  readonly pack_id: string;
  readonly pack_name: string;
  readonly validity: TopUpAttempt['pack']['validity'];
  readonly credits: bigint;
  readonly price_minor_units: bigint;
  readonly currency: string;
  readonly customer_id: string;
  readonly payment_method_id: string;
  readonly payment_intent_id: string | null;
  readonly decline_code: string | null;
  readonly message: string | null;
  readonly asks: number;
  readonly created_at: Date;
  readonly ended_at: Date | null;
}

export const ATTEMPT_COLUMNS = `account_id, id, status, reason, reason_available, reason_threshold, reason_shortfall,
  pack_id, pack_name, validity, credits, price_minor_units, currency, customer_id, payment_method_id, payment_intent_id,
  decline_code, message, asks, created_at, ended_at`;

export function toSettings(row: TopUpRow): TopUpSettings {
  return {
    enabled: row.enabled,
    threshold: microCredits(row.threshold),
    packId: row.pack_id ?? undefined,
    target: amount(row.target),
    monthlyCap: { minorUnits: row.monthly_cap_minor_units, currency: row.currency },
    coolDownSeconds: row.cool_down_seconds,
    paysDebt: row.pays_debt,
  };
}

export function toAttempt(row: AttemptRow): TopUpAttempt {
  return {
    accountId: row.account_id,
    id: row.id,
    status: row.status,
    reason: toReason(row),
    pack: { id: row.pack_id, name: row.pack_name, validity: row.validity },
    credits: microCredits(row.credits),
    price: { minorUnits: row.price_minor_units, currency: row.currency },
    customerId: row.customer_id,
    paymentMethodId: row.payment_method_id,
    paymentIntentId: row.payment_intent_id ?? undefined,
    declineCode: publicDeclineCode(row.decline_code ?? undefined),
    message: row.message ?? undefined,
    createdAt: row.created_at,
    endedAt: row.ended_at ?? undefined,
    asks: row.asks,
  };
}

function toReason(row: AttemptRow): TopUpReason {
  const available = microCredits(row.reason_available);
  switch (row.reason) {
    case 'BALANCE_BELOW_THRESHOLD':
      return { kind: row.reason, available, threshold: amount(row.reason_threshold) ?? ZERO };
    case 'RESERVATION_REFUSED':
      return { kind: row.reason, available, shortfall: amount(row.reason_shortfall) ?? ZERO };
    case 'MANUAL':
      return { kind: row.reason, available };
    default:
      return row.reason satisfies never;
  }
}

const amount = (value: bigint | null): MicroCredits | undefined => (value === null ? undefined : microCredits(value));
