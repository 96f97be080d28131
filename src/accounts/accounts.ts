// Accounts as other rooms see them.
import type { Database } from '../database/index.ts';
import { ACCOUNT_COLUMNS, type Account, type AccountRow, toAccount } from './account.ts';
import { type CreatedAccount, createAccount, type NewAccount } from './create-account.ts';

export interface Accounts {
  create(account: Omit<NewAccount, 'now'>): Promise<CreatedAccount>;
  find(accountId: string): Promise<Account | undefined>;
}

export function createAccounts(database: Database, now: () => Date): Accounts {
  return {
    create: (account) => createAccount(database, { ...account, now: now() }),
    find: async (accountId) => {
      const rows = await database.rows<AccountRow>(`select ${ACCOUNT_COLUMNS} from account where id = $1`, [accountId]);
      return rows.map(toAccount)[0];
    },
  };
}
