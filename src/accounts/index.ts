// The room's door: accounts, which own wallets, keys and generations.
export type { Account } from './account.ts';
export { type Accounts, createAccounts } from './accounts.ts';
export {
  hasEmail,
  lockAccount,
  releaseAccount,
  setBillingMode,
  setPlan,
  suspendAccount,
} from './change-account.ts';
export { type CreatedAccount, type NewAccount, openedAccount } from './create-account.ts';
export { personOfAddress } from './email-address.ts';
export {
  type EndUserAddress,
  type EndUserLimit,
  type EndUserLimitChange,
  type EndUserTerms,
  readEndUserTerms,
} from './end-user-limits.ts';
export type { AccountStatus, BillingMode, OperatorActionKind, SuspensionReason } from './entities.ts';
export { erasePerson } from './erase-person.ts';
export { type OpeningRefusal, openAccount } from './open-account.ts';
export type { OperatorOutcome, OperatorRefusal } from './operate-account.ts';
export {
  type AuditPlace,
  type NewOperatorAction,
  type Operator,
  type OperatorAction,
  recordedBy,
  recordingOf,
  recordOperatorActions,
} from './operator-actions.ts';
export {
  createRequestWindows,
  type RequestsAsked,
  type RequestsGranted,
  type RequestWindows,
} from './request-windows.ts';
export { SUSPENDED_ACCOUNTS } from './sources.ts';
