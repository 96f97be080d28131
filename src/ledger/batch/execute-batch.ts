// A batch that locks and reads, one transaction: lock, read, decide, write, commit.
import { errorCode, GENERIC_PLANS, type Shard, type Transaction } from '../../database/index.ts';
import type { LedgerCommand } from '../commands.ts';
import { type BatchDecision, decideBatch } from '../decide/batch.ts';
import type { AccountState } from '../decide/state.ts';
import type { Outcome } from '../outcomes.ts';
import { withEndUsers } from './read-end-users.ts';
import { type LockedAccount, lockAccounts, withIdempotencyKeys } from './read-state.ts';
import type { RememberedWallets } from './remembered-wallets.ts';
import { companionsOf, type Submission } from './submission.ts';
import { writesOf } from './write-drafts.ts';

export interface BatchServices {
  readonly database: Shard;
  /** What this queue wrote last; undefined when nothing is to be remembered. */
  readonly wallets: RememberedWallets | undefined;
}

/** Of whichever index: on a partition or a shard, that of the idempotency keys goes by another name. */
export const UNIQUE_VIOLATION = '23505';

/**
 * Executes a batch; outcomes are in the order of the submissions. Nearly every idempotency key is new, so a batch first decides
 * without looking for earlier ones: when one is taken, or a keyed command was refused (it may be the repetition of one that was
 * not), the keys are read, too.
 */
export async function executeBatch(
  services: BatchServices,
  submissions: readonly Submission[],
  now: Date,
): Promise<readonly Outcome[]> {
  try {
    return await execute(services, { submissions, now }, { readsKeys: false });
  } catch (error) {
    if (errorCode(error) !== UNIQUE_VIOLATION) throw error;
    return await execute(services, { submissions, now }, { readsKeys: true });
  }
}

interface Batch {
  readonly submissions: readonly Submission[];
  readonly now: Date;
}

interface Reading {
  /** From the start, not only when a keyed command was refused. */
  readonly readsKeys: boolean;
}

async function execute(
  { database, wallets }: BatchServices,
  { submissions, now }: Batch,
  reading: Reading,
): Promise<readonly Outcome[]> {
  const commands = submissions.map((submission) => submission.command);
  try {
    const { outcomes, written } = await database.transaction(async (tx) => {
      const { locked, decision } = await readAndDecide(tx, { submissions, now }, reading);
      const { drafts, outcomes } = decision;
      const { statements, heads } = writesOf({ before: locked, drafts, limits: [] });
      for (const { text, values } of statements) tx.send(text, values);
      for (const [write, items] of companionsOf(submissions, outcomes)) await write(tx, items, now);
      return { outcomes, written: { before: locked, drafts, heads } };
    });
    wallets?.keepRead(written);
    return outcomes;
  } catch (error) {
    wallets?.forget(commands);
    throw error;
  }
}

async function readAndDecide(
  tx: Transaction,
  { submissions, now }: Batch,
  { readsKeys }: Reading,
): Promise<{ readonly locked: ReadonlyMap<string, LockedAccount>; readonly decision: BatchDecision }> {
  tx.send(GENERIC_PLANS);
  const commands = submissions.map(({ command }) => command);
  let locked = await withEndUsers(tx, await lockAccounts(tx, commands, now), { submissions, now });
  if (!readsKeys) {
    const decision = decideBatch(statesOf(locked), commands, now);
    if (!refusesKeyed(commands, decision.outcomes)) return { locked, decision };
  }
  locked = await withIdempotencyKeys(tx, locked, commands);
  return { locked, decision: decideBatch(statesOf(locked), commands, now) };
}

export const statesOf = (accounts: ReadonlyMap<string, LockedAccount>): Map<string, AccountState> =>
  new Map([...accounts].map(([accountId, account]) => [accountId, account.state]));

const refusesKeyed = (commands: readonly LedgerCommand[], outcomes: readonly Outcome[]): boolean =>
  commands.some((command, index) => 'idempotencyKey' in command && outcomes[index]?.status === 'refused');
