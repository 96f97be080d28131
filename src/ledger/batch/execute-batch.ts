// One batch, one transaction: recall, or lock and read; decide, write, commit. Nothing here talks to anything but the database.
import { type Database, errorCode, prepared, type Transaction } from '../../database/index.ts';
import type { LedgerCommand } from '../commands.ts';
import { type BatchDecision, decideBatch } from '../decide/batch.ts';
import type { AccountState, KeyBudget } from '../decide/state.ts';
import type { Outcome } from '../outcomes.ts';
import { type LockedAccount, lockAccounts, withIdempotencyKeys } from './read-state.ts';
import type { RememberedWallets } from './remembered-wallets.ts';
import { CHANGED_MEANWHILE, type OfAccount, writeDrafts } from './write-drafts.ts';

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

/** The plans that a batch's statements are meant to have, whatever the planner believes of the tables' sizes; planned once. */
const SETTINGS = prepared(
  'ledger_settings',
  `select set_config('plan_cache_mode', 'force_generic_plan', true), set_config('enable_seqscan', 'off', true),
    set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true)`,
);

export interface BatchServices {
  readonly database: Database;
  /** What this queue wrote last; undefined when every batch is to read. */
  readonly wallets: RememberedWallets | undefined;
  readonly counts: BatchCounts;
}

/** Batches since the start. */
export interface BatchCounts {
  /** Went ahead on remembered wallets, and was right. */
  remembered: number;
  /** Wallets were locked and read. */
  read: number;
  /** Refused because something had changed meanwhile, then read. */
  changedMeanwhile: number;
}

/**
 * Executes a batch; outcomes are in the order of the submissions. Nearly every wallet is as this queue left it, and nearly every
 * idempotency key is new, so a batch first goes ahead on what is remembered, and without looking for earlier keys: PostgreSQL
 * refuses what is not so. Then, or when a command was refused on what is remembered, wallets are locked and read; when a key
 * is taken, or a keyed command was refused (it may be the repetition of one that was not), the keys are read, too.
 */
export async function executeBatch(
  services: BatchServices,
  submissions: readonly Submission[],
  now: Date,
): Promise<readonly Outcome[]> {
  const { wallets, counts } = services;
  const commands = submissions.map((submission) => submission.command);
  const recalled = wallets?.recall(commands, now) ?? NONE;
  try {
    if (recalled.size > 0) {
      const outcomes = await goAhead(services, { submissions, commands, recalled, now });
      if (outcomes !== undefined) return outcomes;
    }
    counts.read += 1;
    return await readAndExecute(services, { submissions, commands, recalled: NONE, now });
  } catch (error) {
    wallets?.forget(commands);
    throw error;
  }
}

/** Undefined when it has to be decided by reading after all. */
async function goAhead(services: BatchServices, batch: Batch): Promise<readonly Outcome[] | undefined> {
  const { counts } = services;
  try {
    const outcomes = await execute(services, batch, { readsKeys: false });
    if (outcomes !== undefined) counts.remembered += 1;
    return outcomes;
  } catch (error) {
    const code = errorCode(error);
    if (code !== CHANGED_MEANWHILE && code !== UNIQUE_VIOLATION) throw error;
    counts.changedMeanwhile += 1;
    return undefined;
  }
}

async function readAndExecute(services: BatchServices, batch: Batch): Promise<readonly Outcome[]> {
  let outcomes: readonly Outcome[] | undefined;
  try {
    outcomes = await execute(services, batch, { readsKeys: false });
  } catch (error) {
    if (errorCode(error) !== UNIQUE_VIOLATION) throw error;
    outcomes = await execute(services, batch, { readsKeys: true });
  }
  if (outcomes === undefined) throw new Error('a batch that was read was not decided');
  return outcomes;
}

/** Of whichever index: on a partition or a shard, that of the idempotency keys goes by another name. */
const UNIQUE_VIOLATION = '23505';

const NONE: ReadonlyMap<string, LockedAccount> = new Map();

interface Batch {
  readonly submissions: readonly Submission[];
  readonly commands: readonly LedgerCommand[];
  /** Accounts that are not read. */
  readonly recalled: ReadonlyMap<string, LockedAccount>;
  readonly now: Date;
}

/** One transaction. Undefined when a command was refused on what is only remembered; then nothing is written. */
async function execute(
  { database, wallets }: BatchServices,
  { submissions, commands, recalled, now }: Batch,
  { readsKeys }: { readonly readsKeys: boolean },
): Promise<readonly Outcome[] | undefined> {
  const isRecalled = ({ accountId }: LedgerCommand): boolean => recalled.has(accountId);
  const known = decideBatch(statesOf(recalled), commands.filter(isRecalled), now);
  if (known.outcomes.some(({ status }) => status === 'refused')) return undefined;
  const unknown = commands.filter((command) => !isRecalled(command));
  const limits = limitsOf(recalled, commands);
  const { outcomes, written } = await database.transaction(async (tx) => {
    tx.send(SETTINGS);
    const { read, decision } = await readAndDecide(tx, { commands: unknown, now, readsKeys });
    const before = new Map([...recalled, ...read]);
    const drafts = [...known.drafts, ...decision.drafts];
    const heads = writeDrafts(tx, { before, drafts, limits });
    const [ofKnown, ofUnknown] = [known.outcomes.values(), decision.outcomes.values()];
    const all = commands.map((command) => (isRecalled(command) ? ofKnown : ofUnknown).next().value as Outcome);
    await writeCompanions(tx, submissions, { outcomes: all, now });
    return { outcomes: all, written: { before, read, drafts, heads } };
  });
  wallets?.keep(written);
  return outcomes;
}

const NOTHING: BatchDecision = { outcomes: [], drafts: [] };

async function readAndDecide(
  tx: Transaction,
  { commands, now, readsKeys }: Pick<Batch, 'commands' | 'now'> & { readonly readsKeys: boolean },
): Promise<{ readonly read: ReadonlyMap<string, LockedAccount>; readonly decision: BatchDecision }> {
  if (commands.length === 0) return { read: NONE, decision: NOTHING };
  let read = await lockAccounts(tx, commands, now);
  if (!readsKeys) {
    const decision = decideBatch(statesOf(read), commands, now);
    if (!refusesKeyed(commands, decision.outcomes)) return { read, decision };
  }
  read = await withIdempotencyKeys(tx, read, commands);
  return { read, decision: decideBatch(statesOf(read), commands, now) };
}

/** The daily limits that remembered accounts were decided by: of the keys that reserve, and of all above them. */
function limitsOf(recalled: Batch['recalled'], commands: readonly LedgerCommand[]): OfAccount<KeyBudget>[] {
  const limits = new Map<string, OfAccount<KeyBudget>>();
  for (const command of commands) {
    if (command.kind !== 'reserve') continue;
    const { accountId, apiKeyId } = command;
    for (const item of recalled.get(accountId)?.state.keyBudgets.get(apiKeyId) ?? []) {
      limits.set(`${accountId} ${item.apiKeyId}`, { accountId, item });
    }
  }
  return [...limits.values()];
}

const statesOf = (accounts: ReadonlyMap<string, LockedAccount>): Map<string, AccountState> =>
  new Map([...accounts].map(([accountId, account]) => [accountId, account.state]));

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
