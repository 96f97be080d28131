// After the events: nothing lost, nothing credited twice, every event kept.
import { type Database, plainArray, textArray } from '../../src/database/index.ts';
import type { SentEvent } from './checkout-event.ts';
import { CREDITS, type PendingPurchase } from './pending-purchases.ts';

interface Told {
  readonly purchases: readonly PendingPurchase[];
  readonly events: readonly SentEvent[];
}

/** @throws when anything of it does not hold */
export async function checkBooks(database: Database, { purchases, events }: Told): Promise<void> {
  const accounts = plainArray([...new Set(purchases.map(({ accountId }) => accountId))]);
  const [books] = await database.rows<{ paid: bigint; added: bigint; available: bigint }>(
    `select (select count(*) from purchase where account_id = any($1::uuid[]) and status = 'PAID') as paid,
      (select count(*) from ledger_transaction where account_id = any($1::uuid[]) and type = 'ADD') as added,
      (select sum(available)::bigint from wallet where account_id = any($1::uuid[])) as available`,
    [accounts],
  );
  const ids = new Set(events.map(({ id }) => id));
  const [kept] = await database.rows<{ events: bigint }>(
    'select count(*) as events from payment_event where id = any($1::text[])',
    [textArray([...ids])],
  );
  const count = BigInt(purchases.length);
  const expected = { paid: count, added: count, available: count * CREDITS, events: BigInt(ids.size) };
  const wrong = Object.entries({ ...books, ...kept }).find(
    ([what, number]) => number !== expected[what as keyof typeof expected],
  );
  if (wrong !== undefined) throw new Error(`${wrong[0]}: ${wrong[1]} after ${count} payments`);
}
