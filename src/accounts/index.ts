// The room's door: accounts, which own wallets, keys and generations.
export type { Account, AccountStatus, BillingMode } from './account.ts';
export { type Accounts, createAccounts } from './accounts.ts';
export type { CreatedAccount, NewAccount } from './create-account.ts';
