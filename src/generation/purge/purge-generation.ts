// What a generation was asked for, and what it made, is erased; what it cost stays. First the files: when one cannot be removed, the
// generation still knows where it is, and the purge is asked again. Safe to repeat.
import { type Database, shardOf, type Transaction } from '../../database/index.ts';
import { readTransactionsOfGenerations } from '../../ledger/index.ts';
import { eraseEvents } from '../../webhooks/index.ts';
import { mayHaveLabels, uncountLabels } from '../count/count-labels.ts';
import type { Generation, GenerationAddress, StoredOutput } from '../generation.ts';
import { isFinal } from '../generation.ts';
import { isSentWith } from '../inputs/input-files.ts';
import { nameIn, textsIn } from '../inputs/name-in.ts';
import type { OutputStore } from '../outputs/index.ts';
import { readGeneration } from '../read/generations.ts';
import { requestKeyIn } from '../request/request-key.ts';

type FileStore = Pick<OutputStore, 'remove' | 'owns' | 'open'>;

export interface PurgeServices {
  readonly database: Database;
  /** Where files are kept; absent where none are. */
  readonly outputs?: FileStore | undefined;
  readonly now: () => Date;
}

export type Purged = 'purged' | 'NOT_FOUND' | 'NOT_ENDED';

export async function purgeGeneration(services: PurgeServices, address: GenerationAddress): Promise<Purged> {
  const generation = await readGeneration(services.database, address.accountId, address.id);
  if (generation === undefined) return 'NOT_FOUND';
  if (!isFinal(generation)) return 'NOT_ENDED';
  await removeFiles(services, generation);
  await shardOf(services.database, address.accountId).transaction((tx) => eraseWords(tx, generation, services.now()));
  return 'purged';
}

interface Filed {
  readonly accountId: string;
  readonly id: string;
  readonly outputs: readonly StoredOutput[] | null;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** What it made, and what was sent with its request. */
export async function removeFiles(services: PurgeServices, generation: Filed): Promise<void> {
  const { outputs: store } = services;
  if (store === undefined) return;
  for (const { url } of generation.outputs ?? []) {
    if (store.owns(nameIn(url))) await store.remove(nameIn(url));
  }
  for (const name of await sentWith(services.database, store, generation)) await store.remove(name);
}

async function sentWith(database: Database, store: FileStore, { accountId, id, parameters }: Filed): Promise<string[]> {
  const named = textsIn(parameters)
    .map(nameIn)
    .filter((name) => store.owns(name));
  if (named.length === 0) return [];
  const transactions = await readTransactionsOfGenerations(database, accountId, [id]);
  const key = transactions.find(({ type }) => type === 'RESERVE')?.idempotencyKey;
  const idempotencyKey = key === undefined ? undefined : requestKeyIn(key);
  if (idempotencyKey === undefined) return [];
  const sent = await Promise.all(named.map((name) => isSentWith(store, { accountId, idempotencyKey }, name)));
  return named.filter((_, index) => sent[index] === true);
}

/** Codes, and what a provider may bill, stay: they are counted. */
export const NO_MESSAGE = `case when error is not null then jsonb_set(error, '{message}', '"(erased)"') end`;

const ERASE_GENERATION = `update generation set prompt = null, parameters = '{}', metadata = null, tags = null, webhook_url = null,
    outputs = case when outputs is not null then '[]'::jsonb end, error = ${NO_MESSAGE}, purged_at = coalesce(purged_at, $3)
  where account_id = $1 and id = $2`;
const ERASE_ATTEMPTS = `update attempt set error = ${NO_MESSAGE} where account_id = $1 and generation_id = $2`;
const ERASE_QUOTE = 'delete from quote where account_id = $1 and id = $2';

/** The last event of a generation is that of its billing. */
const EVENT_MILLISECONDS = 60_000;

async function eraseWords(tx: Transaction, generation: Generation, now: Date): Promise<void> {
  const { accountId, id, quoteId, createdAt, endedAt = now, billedAt = now } = generation;
  if (mayHaveLabels(generation)) await uncountLabels(tx, accountId, [generation]);
  await tx.rows(ERASE_GENERATION, [accountId, id, now]);
  await tx.rows(ERASE_ATTEMPTS, [accountId, id]);
  if (quoteId !== undefined) await tx.rows(ERASE_QUOTE, [accountId, quoteId]);
  const last = Math.max(endedAt.getTime(), billedAt.getTime());
  const span = { from: createdAt, to: new Date(last + EVENT_MILLISECONDS) };
  await eraseEvents(tx, { accountId, generationId: id, ...span });
}
