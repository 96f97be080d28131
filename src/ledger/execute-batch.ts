// One batch, one transaction: lock, read, decide, write, commit. Nothing here talks to anything but the database.
import type { Database, Transaction } from '../database/index.ts';
import type { LedgerCommand } from './commands.ts';
import { decideBatch } from './decide-batch.ts';
import type { Outcome } from './outcomes.ts';
import { lockAccounts } from './read-state.ts';
import { writeDrafts } from './write-drafts.ts';

/** Writes the callers' own rows in the batch's transaction. The same function serves many items in one statement. */
export type CompanionWriter<Item> = (tx: Transaction, items: readonly Item[]) => Promise<void>;

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

/** Executes a batch; outcomes are in the order of the submissions. */
export async function executeBatch(
  database: Database,
  submissions: readonly Submission[],
  now: Date,
): Promise<readonly Outcome[]> {
  const commands = submissions.map((submission) => submission.command);
  return database.transaction(async (tx) => {
    const locked = await lockAccounts(tx, commands, now);
    const states = new Map([...locked].map(([accountId, account]) => [accountId, account.state]));
    const { outcomes, drafts } = decideBatch(states, commands, now);
    await writeDrafts(tx, drafts, locked);
    await writeCompanions(tx, submissions, outcomes);
    return outcomes;
  });
}

async function writeCompanions(
  tx: Transaction,
  submissions: readonly Submission[],
  outcomes: readonly Outcome[],
): Promise<void> {
  const byWriter = new Map<CompanionWriter<never>, never[]>();
  submissions.forEach(({ companion: own }, index) => {
    if (own === undefined || outcomes[index]?.status !== 'applied') return;
    byWriter.set(own.write, [...(byWriter.get(own.write) ?? []), own.item]);
  });
  for (const [write, items] of byWriter) await write(tx, items);
}
