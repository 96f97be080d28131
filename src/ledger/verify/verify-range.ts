// Verifies neighbouring accounts together: reads everything about them at one moment, recomputes, compares. An account
// alone is a range of one.
import { columnsOf, type Database, type RowOf, type Transaction } from '../../database/index.ts';
import { readKeyAncestors } from '../../keys/index.ts';
import { keySpendId } from '../decide/draft.ts';
import type { LotState } from '../decide/state.ts';
import { KeySpendEntity, LotEntity, WalletEntity } from '../entities.ts';
import { type StoredLot, toLot, type WalletRow } from '../rows.ts';
import { compareReplay } from './compare-replay.ts';
import type { LedgerVerification } from './ledger-verification.ts';
import { needsHistory, replayLine } from './replay.ts';
import { report, startReplay } from './replay-state.ts';
import type { Replay } from './replayed.ts';
import { LINE_IN_SQL, type ReplayedTransaction, readLine, type TransactionLine } from './transaction-line.ts';

/** Both ends belong to it. */
export interface AccountRange {
  readonly from: string;
  readonly to: string;
}

const PAGE = 1_000;
const BEFORE_ALL = -(2n ** 63n);

const PAGE_OF_LINES = `from (select ${LINE_IN_SQL} as line from ledger_transaction
  where (account_id, sequence) > ($1::uuid, $2::bigint) and account_id <= $3::uuid
  order by account_id, sequence limit ${PAGE}) as page`;
/** One text for a whole page: a row of its own for each transaction would cost as much again. */
const AS_TEXT = `select string_agg(line, E'\\x1e') as lines, count(*)::int as count ${PAGE_OF_LINES}`;
const SEPARATOR = '\u001e';
/** For the page that has the separator in a description: dearer, and right for any text. */
const AS_JSON = `select json_agg(line) as lines ${PAGE_OF_LINES}`;

const HISTORIES = `select ${LINE_IN_SQL} as line from unnest($1::uuid[], $2::uuid[]) as asked (account, generation)
  join ledger_transaction on account_id = account and generation_id = generation`;

const WALLETS = `select ${columnsOf(WalletEntity)} from wallet`;
const LOTS = `select ${columnsOf(LotEntity)} from lot`;

/** One per account that has a wallet, or rows that should have one, in the order of their ids. */
export async function verifyRange(database: Database, range: AccountRange): Promise<LedgerVerification[]> {
  return database.transaction(async (tx) => {
    // One snapshot for all pages and tables, so that work going on at the same time does not look like damage.
    await tx.rows('set transaction isolation level repeatable read, read only');
    const wallets = await readRange<WalletRow>(tx, WALLETS, range);
    const lots = await readLots(tx, range);
    const keyAncestors = await readKeyAncestors(tx, range);
    const replays = new Map(
      wallets.map(({ accountId: id, graceOnceAfter }) => [
        id,
        startReplay(id, { lots: lots.get(id), graceOnceAfter, keyAncestors }),
      ]),
    );
    await replayAll(tx, range, replays);
    await compareAll(tx, range, { wallets, lots, replays });
    return [...replays.values()].sort((a, b) => (a.accountId < b.accountId ? -1 : 1)).map(toVerification);
  });
}

async function readLots(tx: Transaction, range: AccountRange): Promise<Map<string, LotState[]>> {
  const lots = new Map<string, LotState[]>();
  for (const row of await readRange<StoredLot>(tx, LOTS, range)) {
    const ofAccount = lots.get(row.accountId);
    if (ofAccount === undefined) lots.set(row.accountId, [toLot(row)]);
    else ofAccount.push(toLot(row));
  }
  return lots;
}

function readRange<Row>(tx: Transaction, select: string, { from, to }: AccountRange): Promise<Row[]> {
  return tx.rows(`${select} where account_id between $1 and $2`, [from, to]);
}

async function replayAll(tx: Transaction, { from, to }: AccountRange, replays: Map<string, Replay>): Promise<void> {
  let next = readPage(tx, [from, BEFORE_ALL, to]);
  for (;;) {
    const lines = (await next).map(readLine);
    const last = lines.at(-1);
    const isLast = lines.length < PAGE || last === undefined;
    const histories = await readHistories(tx, lines);
    // The database prepares the next page while this one is recomputed.
    if (!isLast) next = readPage(tx, [last.accountId, last.sequence, to]);
    replayPage(lines, histories, replays);
    if (isLast) return;
  }
}

async function readPage(tx: Transaction, place: readonly unknown[]): Promise<string[]> {
  const [page] = await tx.rows<{ lines: string | null; count: number }>(AS_TEXT, place);
  const lines = page?.lines?.split(SEPARATOR) ?? [];
  if (lines.length === (page?.count ?? 0)) return lines;
  const [exact] = await tx.rows<{ lines: string[] | null }>(AS_JSON, place);
  return exact?.lines ?? [];
}

type Histories = ReadonlyMap<string, readonly ReplayedTransaction[]>;

const historyId = ({ accountId, generationId = '' }: ReplayedTransaction): string => `${accountId} ${generationId}`;

async function readHistories(tx: Transaction, lines: readonly TransactionLine[]): Promise<Histories> {
  const asked = lines.flatMap(({ transaction }) =>
    transaction !== undefined && needsHistory(transaction) ? [transaction] : [],
  );
  if (asked.length === 0) return new Map();
  const distinct = [...new Map(asked.map((transaction) => [historyId(transaction), transaction])).values()];
  const rows = await tx.rows<{ line: string }>(HISTORIES, [
    distinct.map((transaction) => transaction.accountId),
    distinct.map((transaction) => transaction.generationId),
  ]);
  return Map.groupBy(
    rows.flatMap((row) => readLine(row.line).transaction ?? []),
    historyId,
  );
}

function replayPage(lines: readonly TransactionLine[], histories: Histories, replays: Map<string, Replay>): void {
  let replay: Replay | undefined;
  for (const line of lines) {
    const { accountId, transaction } = line;
    if (replay?.accountId !== accountId) {
      replay = replays.get(accountId) ?? startReplay(accountId);
      replays.set(accountId, replay);
    }
    const hasHistory = transaction !== undefined && needsHistory(transaction);
    replayLine(replay, line, hasHistory ? (histories.get(historyId(transaction)) ?? []) : []);
  }
}

type DaySpend = RowOf<typeof KeySpendEntity>;

const KEY_SPENDS = `select ${columnsOf(KeySpendEntity)} from key_spend`;

interface Compared {
  readonly wallets: readonly WalletRow[];
  readonly lots: ReadonlyMap<string, readonly LotState[]>;
  readonly replays: Map<string, Replay>;
}

async function compareAll(tx: Transaction, range: AccountRange, { wallets, lots, replays }: Compared): Promise<void> {
  const walletOf = new Map(wallets.map((wallet) => [wallet.accountId, wallet]));
  const spends = Map.groupBy(await readRange<DaySpend>(tx, KEY_SPENDS, range), (row) => row.accountId);
  for (const accountId of [...lots.keys(), ...spends.keys()]) {
    if (!replays.has(accountId)) replays.set(accountId, startReplay(accountId));
  }
  for (const [accountId, replay] of replays) {
    const wallet = walletOf.get(accountId);
    if (wallet === undefined) {
      report(replay, 'it has no wallet, though there are transactions, lots or key spends of it');
      continue;
    }
    compareReplay(replay, {
      wallet,
      headHash: wallet.headHash.toString('hex'),
      lots: lots.get(accountId) ?? [],
      keySpends: new Map((spends.get(accountId) ?? []).map(toSpend)),
    });
  }
}

const toSpend = ({ apiKeyId, day, reserved, charged }: DaySpend) =>
  [keySpendId(apiKeyId, day), { reserved, charged }] as const;

function toVerification(replay: Replay): LedgerVerification {
  const isEmpty = replay.count === 0;
  return {
    accountId: replay.accountId,
    ok: replay.problems.length === 0,
    transactions: replay.count,
    firstSequence: isEmpty ? undefined : 1n,
    lastSequence: isEmpty ? undefined : replay.sequence,
    headHash: isEmpty ? undefined : replay.headHash,
    problems: replay.problems,
  };
}
