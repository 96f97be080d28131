// The credits that a plan greets a new customer with (a plan's `welcomeCredits`): once per person, not per account.
import { type Account, personOfAddress } from '../../accounts/index.ts';
import type { Sql } from '../../database/index.ts';
import { hashInput } from '../../ledger/index.ts';
import type { PurchaseTables } from '../entities.ts';
import type { PurchaseContext } from '../purchase-context.ts';

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
  if ((await claimGreeting(database, { person, accountId, createdAt: now() })) !== accountId) return false;
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

/** The account that greets the person: this one, unless another did before. */
async function claimGreeting(
  sql: Sql,
  greeting: { readonly person: string; readonly accountId: string; readonly createdAt: Date },
): Promise<string | undefined> {
  const tables = sql.tables<PurchaseTables>();
  await tables
    .insertInto('welcome_credit')
    .values(greeting)
    .onConflict((conflict) => conflict.column('person').doNothing())
    .execute();
  const first = await tables
    .selectFrom('welcome_credit')
    .select('accountId')
    .where('person', '=', greeting.person)
    .executeTakeFirst();
  return first?.accountId;
}

/**
 * An e-mail address is a person, an account without one for nobody: anyone could open many of those. Who opened the
 * account may have said otherwise. Addresses are not kept here.
 */
function personOf({ id, email, welcome }: Account): string | undefined {
  if (welcome === false) return undefined;
  if (email !== undefined) return `email:${personOfAddress(email)}`;
  return welcome === true ? `account:${id}` : undefined;
}
