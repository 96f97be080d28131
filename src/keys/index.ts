// The room's door: API keys, their scopes and their verification.
export type { ApiKey, KeyAncestor, VerifiedKey } from './api-key.ts';
export { budgetsInSql, isDailyLimitInSql, readKeyAncestors } from './budgets-in-sql.ts';
export { createApiKey, type NewApiKey } from './create-api-key.ts';
export { decideKeyPowers, type KeyPowers, type KeyRefusal } from './decide-key-powers.ts';
export { createKeys, type KeyPage, type Keys } from './keys.ts';
export { KEY_CHANGED_CHANNEL } from './lock-keys.ts';
export { SCOPES, type Scope } from './scope.ts';
export type { KeyUpdate, KeyUpdateOutcome } from './update-api-key.ts';
