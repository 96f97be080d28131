// The credits that a plan greets a new customer with (a plan's `welcomeCredits`): once per person, not per account.
import { type Account, personOfAddress } from '../../accounts/index.ts';
import { hashInput } from '../../ledger/index.ts';
import type { PurchaseContext } from '../purchase-context.ts';

const CLAIM = `insert into welcome_credit (person, account_id, created_at) values ($1, $2, $3)
  on conflict (person) do nothing`;

/** May be called again and again. True when the credits were added now. */
export async function grantWelcome(
  { accounts, catalog, database, ledger, now }: PurchaseContext,
  accountId: string,
): Promise<boolean> {
  const account = await accounts.find(accountId);
  const amount = account === undefined ? undefined : catalog.plan(account.planId)?.welcomeCredits;
  if (account === undefined || amount === undefined || amount <= 0n) return false;
  const person = personOf(account);
  if (person === undefined) return false;
  await database.rows(CLAIM, [person, accountId, now()]);
  const rows = await database.rows<{ account_id: string }>('select account_id from welcome_credit where person = $1', [
    person,
  ]);
  if (rows[0]?.account_id !== accountId) return false;
  const outcome = await ledger.submit({
    command: {
      kind: 'add',
      accountId,
      idempotencyKey: 'welcome-credits',
      // Another plan or another amount greets nobody twice.
      inputHash: hashInput({ grant: 'welcome-credits' }),
      amount,
      source: 'PROMOTION',
      description: 'Welcome credits',
    },
  });
  return outcome.status === 'applied';
}

/**
 * An e-mail address stands for a person, an account without one for nobody: anyone could open many of those. Who opened the
 * account may have said otherwise. Addresses are not kept here.
 */
function personOf({ id, email, welcome }: Account): string | undefined {
  if (welcome === false) return undefined;
  if (email !== undefined) return `email:${personOfAddress(email)}`;
  return welcome === true ? `account:${id}` : undefined;
}
