// Purchases that wait for their payment longer than a checkout lives: the provider is asked, and they are closed.
import type { PurchaseContext } from '../purchase-context.ts';
import { handleCredit } from '../refunds/credit-first.ts';

const DAY_MILLISECONDS = 86_400_000;
const MOST = 1_000;

interface StaleRow {
  readonly account_id: string;
  readonly id: string;
  readonly checkout_session_id: string | null;
}

const FIND = `select account_id, id, checkout_session_id from purchase where status = 'PENDING' and created_at < $1
  order by created_at limit ${MOST}`;

const CLOSE = `update purchase set status = 'EXPIRED' where account_id = $1 and id = $2 and status = 'PENDING'`;

/** How many were closed. A payment that turns up later still brings its credits. */
export async function closeStalePurchases(context: PurchaseContext): Promise<number> {
  const before = new Date(context.now().getTime() - DAY_MILLISECONDS);
  let closed = 0;
  for (const row of await context.database.rows<StaleRow>(FIND, [before])) {
    const sessionId = row.checkout_session_id;
    const event = sessionId === null ? undefined : await context.payments.readCheckoutAgain(sessionId);
    if (event !== undefined) await handleCredit(context, event);
    // Without a session of ours, or with one that was forgotten, nobody can pay any more.
    else if (sessionId === null) await context.database.rows(CLOSE, [row.account_id, row.id]);
    const [still] = await context.database.rows(
      `select 1 from purchase where account_id = $1 and id = $2 and status = 'PENDING'`,
      [row.account_id, row.id],
    );
    if (still === undefined) closed += 1;
  }
  return closed;
}
