// What callers hand in: a command, and the row of their own that is to be written with it.
import type { Sends, Sql, Transaction } from '../../database/index.ts';
import type { LedgerCommand } from '../commands.ts';
import type { EndUserBudget } from '../decide/state.ts';
import type { Outcome } from '../outcomes.ts';

/**
 * Writes the callers' own rows in the batch's transaction. The same function serves many items in one statement. `at` is the
 * moment of the batch, which its transactions bear.
 */
export type CompanionWriter<Item> = (tx: Transaction, items: readonly Item[], at: Date) => Promise<void> | void;

/** A writer that only adds statements. A batch can go ahead with it (decision 56), which cannot wait for answers. */
export type SendingWriter<Item> = (tx: Sends, items: readonly Item[], at: Date) => void;

/** A row of the caller's that must exist if, and only if, its command was applied. */
export type Companion<Item = unknown> = { readonly item: Item } & (
  | { readonly kind: 'asks'; readonly write: CompanionWriter<Item> }
  | { readonly kind: 'sends'; readonly write: SendingWriter<Item> }
);

export interface EndUserAddress {
  readonly accountId: string;
  readonly endUser: string;
}

/** Reads in the batch's transaction, under the wallets' locks, what was spent for end users. Those that nothing limits are left out. */
export type EndUserReader = (
  sql: Sql,
  asked: readonly EndUserAddress[],
  now: Date,
) => Promise<readonly (EndUserAddress & EndUserBudget)[]>;

export interface Submission {
  readonly command: LedgerCommand;
  /** What a reservation that is for an end user is decided with, too. Such a batch is always read. */
  readonly endUsers?: EndUserReader;
  readonly companion?: Companion<never>;
  /** What a watcher of batches wants to find again in its batch. Nothing here looks at it. */
  readonly watched?: object;
}

/** Ties an item to its writer. */
export function companion<Item>(write: CompanionWriter<Item>, item: Item): Companion<never> {
  return { kind: 'asks', write, item } as unknown as Companion<never>;
}

/** Ties an item to a writer that asks nothing. */
export function sendingCompanion<Item>(write: SendingWriter<Item>, item: Item): Companion<never> {
  return { kind: 'sends', write, item } as unknown as Companion<never>;
}

/** What was applied, by writer, in the order of the submissions. */
export function companionsOf(
  submissions: readonly Submission[],
  outcomes: readonly Outcome[],
): Map<CompanionWriter<never>, never[]> {
  const byWriter = new Map<CompanionWriter<never>, never[]>();
  submissions.forEach(({ companion: own }, index) => {
    if (own === undefined || outcomes[index]?.status !== 'applied') return;
    const items = byWriter.get(own.write);
    if (items === undefined) byWriter.set(own.write, [own.item]);
    else items.push(own.item);
  });
  return byWriter;
}
