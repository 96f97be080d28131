// Who owns an account learns of each new secret: it may not be theirs who asked for it.
import type { NewEmail } from '../emails/index.ts';
import type { ApiKey } from './api-key.ts';

export const keyEmail = (
  type: 'api_key.created' | 'api_key.rotated',
  { accountId, name, prefix }: Pick<ApiKey, 'accountId' | 'name' | 'prefix'>,
  occurredAt: Date,
): NewEmail => ({ accountId, type, data: { name, prefix }, occurredAt });
