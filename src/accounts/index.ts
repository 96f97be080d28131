// The room's door: accounts, which own wallets, keys and generations.
export type { Account, AccountStatus, BillingMode, SuspensionReason } from './account.ts';
export { type Accounts, createAccounts } from './accounts.ts';
export { hasEmail, releaseAccount, setBillingMode, suspendAccount } from './change-billing.ts';
export { type CreatedAccount, type NewAccount, openedAccount } from './create-account.ts';
export { personOfAddress } from './email-address.ts';
export type { NewOperatorAction, OperatorActionKind } from './operator-actions.ts';
export { lockAccount, setPlan } from './set-plan.ts';
