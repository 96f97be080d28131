// What operators did, written in the transaction that does it: rows are only added, and the database lets nobody change them.
import { newId, type RowOf, type Sends, type Sql, withoutNulls } from '../database/index.ts';
import { BOOKED, type Companion, sendingCompanion } from '../ledger/index.ts';
import { type AccountTables, OperatorActionEntity, type OperatorActionKind } from './entities.ts';

export type OperatorAction = RowOf<typeof OperatorActionEntity>;

/** Who, and why. */
export interface Operator {
  /** The key that asks. */
  readonly operatorKeyId: string;
  /** In the operator's own words; empty where none are asked for. */
  readonly reason: string;
}

/** Written beside a transaction of the ledger: that of a key, or the one that settled a generation (its later refunds have keys). */
export type Booking = { readonly idempotencyKey: string } | { readonly generationId: string };

export interface NewOperatorAction extends Operator {
  readonly accountId: string;
  readonly action: OperatorActionKind;
  /** The public id, or the name, of what it was done to; absent: the account. */
  readonly subject?: string | undefined;
  /** What was changed, from what to what. Nothing personal: the log is never erased. */
  readonly changes?: OperatorAction['changes'];
  /** The amounts of the transaction are kept with it; absent where no credits move. */
  readonly booking?: Booking | undefined;
  readonly now: Date;
}

const COLUMNS = 'account_id, id, operator_key_id, action, subject, reason, changes, created_at';
const VALUES = `$1::uuid, $2::uuid, $3::uuid, $4, nullif($5, ''), $6, nullif($7, '')::jsonb, $8::timestamptz`;

const insertWith = (booking: string): string => `insert into operator_action
    (${COLUMNS}, sequence, amount, available_before, available_after)
  select ${VALUES},
    booked.sequence, booked.amount, booked.available_after - booked.amount, booked.available_after
  from (select $9::text as place) as wanted left join lateral (select sequence, amount, available_after from ${BOOKED} as booked
    where booked.account_id = $1::uuid and ${booking}) as booked on true`;

const INSERT = {
  nothing: `insert into operator_action (${COLUMNS}) values (${VALUES})`,
  byKey: insertWith('booked.idempotency_key = wanted.place'),
  byGeneration: insertWith(
    'booked.generation_id = wanted.place::uuid and booked.step <= 2 order by booked.step desc limit 1',
  ),
};

/** Sent behind what it is about, in the same transaction. */
export function recordOperatorActions(tx: Sends, actions: readonly NewOperatorAction[]): void {
  for (const { accountId, operatorKeyId, action, subject, reason, changes, booking, now } of actions) {
    const { text, place } = placeOf(booking);
    const written = changes === undefined ? '' : JSON.stringify(changes);
    const what = [action, subject ?? '', reason, written, now.toISOString()];
    tx.send(text, [accountId, newId(), operatorKeyId, ...what, ...place]);
  }
}

function placeOf(booking: Booking | undefined): { readonly text: string; readonly place: readonly string[] } {
  if (booking === undefined) return { text: INSERT.nothing, place: [] };
  return 'generationId' in booking
    ? { text: INSERT.byGeneration, place: [booking.generationId] }
    : { text: INSERT.byKey, place: [booking.idempotencyKey] };
}

/** For a command of an operator that brings nothing else with it. */
export function recordedBy(action: NewOperatorAction): Companion<never> {
  return sendingCompanion(recordOperatorActions, action);
}

/** The same for a change that is no command of the ledger, as a statement of its transaction. */
export const recordingOf =
  (action: NewOperatorAction) =>
  (tx: Sends): void =>
    recordOperatorActions(tx, [action]);

/** Newest first. */
export async function listOperatorActions(sql: Sql, accountId: string, limit: number): Promise<OperatorAction[]> {
  const newestFirst = { orderBy: { id: 'desc' }, limit } as const;
  return (await sql.em().find(OperatorActionEntity, { accountId }, newestFirst)).map(withoutNulls);
}

export interface AuditPlace {
  readonly createdAt: Date;
  readonly id: string;
}

export interface AuditPage {
  readonly accountId: string | undefined;
  readonly operatorKeyId: string | undefined;
  readonly action: OperatorActionKind | undefined;
  /** From this moment on. */
  readonly from: Date | undefined;
  /** Before this moment. */
  readonly to: Date | undefined;
  readonly limit: number;
  readonly after: AuditPlace | undefined;
}

/** Of all accounts, newest first. */
export async function readAuditLog(sql: Sql, page: AuditPage): Promise<OperatorAction[]> {
  const { accountId, operatorKeyId, action, from, to, limit, after } = page;
  let query = sql.tables<AccountTables>().selectFrom('operator_action').selectAll();
  if (accountId !== undefined) query = query.where('accountId', '=', accountId);
  if (operatorKeyId !== undefined) query = query.where('operatorKeyId', '=', operatorKeyId);
  if (action !== undefined) query = query.where('action', '=', action);
  if (from !== undefined) query = query.where('createdAt', '>=', from);
  if (to !== undefined) query = query.where('createdAt', '<', to);
  if (after !== undefined) {
    query = query.where((eb) => eb(eb.refTuple('createdAt', 'id'), '<', eb.tuple(after.createdAt, after.id)));
  }
  const rows = await query.orderBy('createdAt', 'desc').orderBy('id', 'desc').limit(limit).execute();
  return rows.map(withoutNulls);
}
