// One batch, one transaction: lock, read, decide, write, commit. Nothing here talks to anything but the database.
import { type Database, errorCode, type Transaction } from '../../database/index.ts';
import type { LedgerCommand } from '../commands.ts';
import { decideBatch } from '../decide/batch.ts';
import type { AccountState } from '../decide/state.ts';
import type { Outcome } from '../outcomes.ts';
import { type LockedAccount, lockAccounts, withIdempotencyKeys } from './read-state.ts';
import { writeDrafts } from './write-drafts.ts';

/**
 * Writes the callers' own rows in the batch's transaction. The same function serves many items in one statement. `at` is the
 * moment of the batch, which its transactions bear.
 */
export type CompanionWriter<Item> = (tx: Transaction, items: readonly Item[], at: Date) => Promise<void> | void;

/** A row of the caller's that must exist if, and only if, its command was applied. */
export interface Companion<Item = unknown> {
  readonly write: CompanionWriter<Item>;
  readonly item: Item;
}

export interface Submission {
  readonly command: LedgerCommand;
  readonly companion?: Companion<never>;
}

/** Ties an item to its writer. */
export function companion<Item>(write: CompanionWriter<Item>, item: Item): Companion<never> {
  return { write, item } as unknown as Companion<never>;
}

/**
 * Executes a batch; outcomes are in the order of the submissions. Nearly every idempotency key is new, so a batch first
 * goes ahead without looking for earlier ones: the unique index refuses a repetition, and then, or when a keyed command
 * was refused (it may be the repetition of one that was not), the keys are read and decided upon.
 */
export async function executeBatch(
  database: Database,
  submissions: readonly Submission[],
  now: Date,
): Promise<readonly Outcome[]> {
  try {
    return await execute(database, submissions, { now, readsKeys: false });
  } catch (error) {
    if (errorCode(error) !== UNIQUE_VIOLATION) throw error;
    return execute(database, submissions, { now, readsKeys: true });
  }
}

/** Of whichever index: on a partition or a shard, that of the idempotency keys goes by another name. */
const UNIQUE_VIOLATION = '23505';

async function execute(
  database: Database,
  submissions: readonly Submission[],
  { now, readsKeys }: { readonly now: Date; readonly readsKeys: boolean },
): Promise<readonly Outcome[]> {
  const commands = submissions.map((submission) => submission.command);
  return database.transaction(async (tx) => {
    let locked = await lockAccounts(tx, commands, now);
    let decision = readsKeys ? undefined : decideBatch(statesOf(locked), commands, now);
    if (decision === undefined || refusesKeyed(commands, decision.outcomes)) {
      locked = await withIdempotencyKeys(tx, locked, commands);
      decision = decideBatch(statesOf(locked), commands, now);
    }
    writeDrafts(tx, decision.drafts, locked);
    await writeCompanions(tx, submissions, { outcomes: decision.outcomes, now });
    return decision.outcomes;
  });
}

const statesOf = (locked: ReadonlyMap<string, LockedAccount>): Map<string, AccountState> =>
  new Map([...locked].map(([accountId, account]) => [accountId, account.state]));

const refusesKeyed = (commands: readonly LedgerCommand[], outcomes: readonly Outcome[]): boolean =>
  commands.some((command, index) => 'idempotencyKey' in command && outcomes[index]?.status === 'refused');

async function writeCompanions(
  tx: Transaction,
  submissions: readonly Submission[],
  { outcomes, now }: { readonly outcomes: readonly Outcome[]; readonly now: Date },
): Promise<void> {
  const byWriter = new Map<CompanionWriter<never>, never[]>();
  submissions.forEach(({ companion: own }, index) => {
    if (own === undefined || outcomes[index]?.status !== 'applied') return;
    const items = byWriter.get(own.write);
    if (items === undefined) byWriter.set(own.write, [own.item]);
    else items.push(own.item);
  });
  for (const [write, items] of byWriter) await write(tx, items, now);
}
