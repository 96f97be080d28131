// The ledger verifies, what was spent is what the customer remembers, and nothing lives longer than it should.
import { type Check, differ, sumOf } from './check.ts';

const PARTS = `select coalesce(sum(spent), 0)::bigint as spent, coalesce(sum(remaining), 0)::bigint as remaining,
    coalesce(sum(reserved), 0)::bigint as reserved, coalesce(sum(frozen), 0)::bigint as frozen,
    count(*) filter (where usable_until <= $2 and remaining + reserved > 0)::int as overdue,
    count(*) filter (where disputes > 0)::int as held
  from lot where account_id = $1`;
const WALLET = 'select available, reserved, credit_spent, credit_reserved, debt from wallet where account_id = $1';

interface Parts {
  readonly spent: bigint;
  readonly remaining: bigint;
  readonly reserved: bigint;
  readonly frozen: bigint;
  readonly overdue: number;
  readonly held: number;
}

interface Wallet {
  readonly available: bigint;
  readonly reserved: bigint;
  readonly credit_spent: bigint;
  readonly credit_reserved: bigint;
}

export const checkLedger: Check = async ({ world, customer, books }) => {
  const { accountId } = customer;
  const verification = await world.rooms.services.ledger.verify(accountId);
  const problems = verification?.problems ?? ['there is no wallet'];
  const [parts] = await world.database.rows<Parts>(PARTS, [accountId, world.clock.now]);
  const [wallet] = await world.database.rows<Wallet>(WALLET, [accountId]);
  if (parts === undefined || wallet === undefined) return ['there is no wallet'];
  const used = sumOf(customer.uses.map(({ amount }) => amount));
  // What is drawn on the credit line and not paid: told by Stripe's invoices.
  const repaid = await settledBy(
    world.database,
    accountId,
    books.invoices.filter(({ status }) => status === 'paid'),
  );
  return [
    ...problems.map((problem) => `verification: ${JSON.stringify(problem)}`),
    ...differ('spent', parts.spent + wallet.credit_spent + repaid, used),
    ...differ('set aside', wallet.reserved, 0n),
    ...differ('available', wallet.available, parts.remaining - wallet.credit_spent),
    ...differ('set aside in lots', parts.reserved, 0n),
    ...differ('expired lots that are not over', parts.overdue, 0),
    ...differ('lots that are held after the last dispute', parts.held, 0),
  ];
};

async function settledBy(
  database: Parameters<Check>[0]['world']['database'],
  accountId: string,
  paid: readonly { readonly id: string }[],
): Promise<bigint> {
  const rows = await database.rows<{ settled: bigint }>(
    `select (credits + carried_credits)::bigint as settled from invoice
     where account_id = $1 and provider_invoice_id = any($2::text[])`,
    [accountId, paid.map(({ id }) => id)],
  );
  return sumOf(rows.map(({ settled }) => settled));
}
