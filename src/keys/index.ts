// The room's door: API keys, their scopes and their verification.
export { type ApiKey, type KeyAncestor, SCOPES, type Scope, type VerifiedKey } from './api-key.ts';
export { createApiKey, type NewApiKey } from './create-api-key.ts';
export { decideKeyPowers, type KeyPowers, type KeyRefusal } from './decide-key-powers.ts';
export { createKeys, type Keys } from './keys.ts';
export { KEY_CHANGED_CHANNEL, type KeyUpdate, type KeyUpdateOutcome } from './update-api-key.ts';
