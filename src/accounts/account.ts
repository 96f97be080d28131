// A tenant: who pays, on which plan, in which way.
import type { RowOf } from '../database/index.ts';
import type { AccountEntity } from './entities.ts';

type AccountRow = RowOf<typeof AccountEntity>;

export type Account = Omit<AccountRow, 'inputHash' | 'suspensionReasons' | 'welcome' | 'closedAt'> &
  Partial<Pick<AccountRow, 'suspensionReasons' | 'welcome' | 'closedAt'>>;

/** Without the digest of what it was opened with, which is nobody else's business. */
export function toAccount({ inputHash: _digest, ...account }: AccountRow): Account {
  return account;
}
