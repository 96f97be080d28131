// What an account says of itself: when its days begin, by which the limits of its keys are counted.
import { LockMode } from '@mikro-orm/postgresql';
import { type Transactional, withoutNulls } from '../database/index.ts';
import { type AccountClock, isKeyLimited, setLimitClock } from '../keys/index.ts';
import { type Account, toAccount } from './account.ts';
import { AccountEntity } from './entities.ts';

export interface AccountUpdate {
  readonly accountId: string;
  /** The key that asks. */
  readonly actingKeyId: string;
  /** What is absent stays as it is; the caller checked it. */
  readonly changes: Partial<AccountClock>;
}

export type AccountUpdateOutcome =
  | { readonly status: 'updated'; readonly account: Account }
  /** A limit binds the key that asks, or one that it descends from: by moving the hour it would give itself another period. */
  | { readonly status: 'refused'; readonly code: 'LIMITED_KEY' };

/** What was spent stays where it was counted: from the next reservation on, periods are other sums of it. */
export function updateAccount(database: Transactional, update: AccountUpdate): Promise<AccountUpdateOutcome> {
  const { accountId, actingKeyId, changes } = update;
  return database.transaction(async (tx): Promise<AccountUpdateOutcome> => {
    if (await isKeyLimited(tx, accountId, actingKeyId)) return { status: 'refused', code: 'LIMITED_KEY' };
    const lock = { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true } as const;
    const account = await tx.em().findOneOrFail(AccountEntity, { id: accountId }, lock);
    account.timeZone = changes.timeZone ?? account.timeZone;
    account.resetHour = changes.resetHour ?? account.resetHour;
    await tx.em().flush();
    const { timeZone, resetHour } = account;
    await setLimitClock(tx, accountId, { timeZone, resetHour });
    return { status: 'updated', account: toAccount(withoutNulls(account)) };
  });
}
