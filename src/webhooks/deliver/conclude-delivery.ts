// What came of an attempt: one statement for the delivery and for its endpoint's record.
import { type Sql, shardOf } from '../../database/index.ts';
import { decideRetry, readRetryAfter } from '../decide/decide-retry.ts';
import type { CallResult } from '../reach/send-webhook.ts';
import type { ClaimedDelivery } from './claim-deliveries.ts';

/** Failed attempts in a row after which an endpoint is disabled, */
const MOST_FAILURES = 15;
/** unless the first of them is more recent than this: a busy receiver that restarts fails fifteen times in a second. */
const LEAST_FAILING_SECONDS = 600;
const GONE = 410;

const DELIVERED = `with delivery as (
    update webhook_delivery set status = 'DELIVERED', next_attempt_at = null, delivered_at = $4,
      last_status_code = $5, last_error = null, last_duration_milliseconds = $6
    where account_id = $1 and event_id = $2 and target_id = $3 and status = 'SENDING' returning 1)
  update webhook_endpoint set failures = 0, failing_since = null
  where account_id = $1 and id = $3 and failures > 0`;

const IS_OVER = `($11::boolean or (failures + 1 >= ${MOST_FAILURES} and failing_since <= $10::timestamptz - interval '${LEAST_FAILING_SECONDS} seconds'))`;

/** Only by the process whose attempt it still is: after its lease another one may be sending. */
const NOT_DELIVERED = `with delivery as (
    update webhook_delivery set status = $5, next_attempt_at = $6, last_status_code = $7, last_error = $8,
      last_duration_milliseconds = $9
    where account_id = $1 and event_id = $2 and target_id = $3 and status = 'SENDING' and attempts = $4
    returning account_id, target_id)
  update webhook_endpoint set failures = failures + 1, failing_since = coalesce(failing_since, $10),
    status = case when ${IS_OVER} then 'DISABLED' else status end,
    disabled_at = case when ${IS_OVER} then coalesce(disabled_at, $10) else disabled_at end,
    disabled_reason = case when ${IS_OVER} then coalesce(disabled_reason, case when $11 then 'GONE' else 'FAILURES' end)
      else disabled_reason end
  from delivery where webhook_endpoint.account_id = delivery.account_id and webhook_endpoint.id = delivery.target_id`;

export interface Conclusion {
  readonly delivery: ClaimedDelivery;
  readonly result: CallResult;
  readonly now: Date;
  /** A whole number from 0 to 999. */
  readonly chance: number;
}

export async function concludeDelivery(sql: Sql, conclusion: Conclusion): Promise<void> {
  const { delivery, result, now } = conclusion;
  const { accountId, eventId, targetId } = delivery;
  const { statusCode = null, durationMilliseconds } = result;
  if (result.error === undefined) {
    await sql.rows(DELIVERED, [accountId, eventId, targetId, now, statusCode, durationMilliseconds]);
    return;
  }
  const isGone = statusCode === GONE;
  const { status, nextAttemptAt } = nextStep(conclusion, isGone);
  const outcome = [status, nextAttemptAt, statusCode, result.error, durationMilliseconds];
  await shardOf(sql, accountId).rows(NOT_DELIVERED, [
    accountId,
    eventId,
    targetId,
    delivery.attempt,
    ...outcome,
    now,
    isGone,
  ]);
}

interface NextStep {
  readonly status: 'PENDING' | 'HELD' | 'FAILED';
  readonly nextAttemptAt: Date | null;
}

/** 410 Gone: an endpoint is disabled with its events kept; a single URL has nothing that could be enabled again. */
function nextStep({ delivery, result, now, chance }: Conclusion, isGone: boolean): NextStep {
  const isEndpoint = delivery.endpointStatus !== undefined;
  if (isGone) return { status: isEndpoint ? 'HELD' : 'FAILED', nextAttemptAt: null };
  const decision = decideRetry(delivery.attempt, chance, readRetryAfter(result.retryAfter, now));
  if (decision.kind === 'give up') return { status: 'FAILED', nextAttemptAt: null };
  return { status: 'PENDING', nextAttemptAt: new Date(now.getTime() + decision.afterMilliseconds) };
}

/** Nothing was sent, and that is nothing that its endpoint did. */
const UNWRITTEN = `update webhook_delivery set status = $5, next_attempt_at = $6, last_status_code = null, last_error = $7
  where account_id = $1 and event_id = $2 and target_id = $3 and status = 'SENDING' and attempts = $4`;

/** Tried again as one that its receiver did not take, and given up after as many attempts. */
export async function concludeUnwritten(sql: Sql, conclusion: Conclusion): Promise<void> {
  const { accountId, eventId, targetId, attempt } = conclusion.delivery;
  const { status, nextAttemptAt } = nextStep(conclusion, false);
  const error = conclusion.result.error;
  await sql.rows(UNWRITTEN, [accountId, eventId, targetId, attempt, status, nextAttemptAt, error]);
}

const DROP = `delete from webhook_delivery
  where account_id = $1 and event_id = $2 and target_id = $3 and status = 'SENDING' and attempts = $4`;

/** What its receiver's format has no word for was never for that receiver. */
export async function dropDelivery(
  sql: Sql,
  { accountId, eventId, targetId, attempt }: ClaimedDelivery,
): Promise<void> {
  await sql.rows(DROP, [accountId, eventId, targetId, attempt]);
}

const PUT_BACK = `update webhook_delivery set status = 'HELD', next_attempt_at = null, attempts = attempts - 1
  where account_id = $1 and event_id = $2 and target_id = $3 and status = 'SENDING' and attempts = $4`;

/** One that was claimed in the moment in which its endpoint was disabled: kept, and nothing was sent. */
export async function putBack(sql: Sql, { accountId, eventId, targetId, attempt }: ClaimedDelivery): Promise<void> {
  await sql.rows(PUT_BACK, [accountId, eventId, targetId, attempt]);
}
