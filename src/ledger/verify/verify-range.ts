// Verifies neighbouring accounts together: reads everything about them at one moment, recomputes, compares. An account
// alone is a range of one.
import {
  columnsOf,
  type Database,
  type RowOf,
  type Shard,
  shardOf,
  shardsOf,
  type Transaction,
} from '../../database/index.ts';
import { readKeyAncestors } from '../../keys/index.ts';
import type { LotState } from '../decide/state.ts';
import { KeySpendEntity, LotEntity, WalletEntity } from '../entities.ts';
import { type StoredLot, toLot, type WalletRow } from '../rows.ts';
import { compareReplay, keySpendId } from './compare-replay.ts';
import type { LedgerVerification } from './ledger-verification.ts';
import { replayRow } from './replay.ts';
import { report, startReplay } from './replay-state.ts';
import type { Replay } from './replayed.ts';
import { createRowReader, SELECT_ROWS } from './transaction-row.ts';

/** Both ends belong to it. */
export interface AccountRange {
  readonly from: string;
  readonly to: string;
}

export interface RangeProgress {
  readonly transactions: number;
  /** That the wallets of the snapshot count. */
  readonly allTransactions: number;
}

/** Called when it is known how much there is to do; says how far it is whenever it is asked, so that rows cost nothing more. */
export type OnBegun = (howFar: () => RangeProgress) => void;

const WALLETS = `select ${columnsOf(WalletEntity)} from wallet`;
const LOTS = `select ${columnsOf(LotEntity)} from lot`;

/**
 * In order by the index: that many rows are not to be collected and sorted first. Nothing is compiled for what the histories
 * would cost if every transaction had one.
 */
const STREAMING = `select set_config('enable_bitmapscan', 'off', true), set_config('jit', 'off', true)`;

/** One per account that has a wallet, or rows that should have one, in the order of their ids. */
export async function verifyRange(
  database: Database,
  range: AccountRange,
  onBegun?: OnBegun,
): Promise<LedgerVerification[]> {
  const { from, to } = range;
  // No snapshot is of several nodes: each place of accounts has its own.
  const places = from === to ? [shardOf(database, from)] : shardsOf(database);
  const replays: Replay[] = [];
  for (const place of places) replays.push(...(await replayRange(place, range, onBegun)));
  return replays.sort((a, b) => (a.accountId < b.accountId ? -1 : 1)).map(toVerification);
}

/** One snapshot for all pages and tables, so that work going on at the same time does not look like damage. */
function replayRange(place: Pick<Shard, 'snapshot'>, range: AccountRange, onBegun?: OnBegun): Promise<Replay[]> {
  return place.snapshot(async (tx) => {
    const wallets = await readRange<WalletRow>(tx, WALLETS, range);
    const lots = await readLots(tx, range);
    const keyAncestors = await readKeyAncestors(tx, range);
    const replays = new Map(
      wallets.map(({ accountId: id, graceOnceAfter }) => [
        id,
        startReplay(id, { lots: lots.get(id), graceOnceAfter, keyAncestors }),
      ]),
    );
    const allTransactions = Number(wallets.reduce((sum, { sequence }) => sum + sequence, 0n));
    onBegun?.(() => ({ transactions: countOf(replays), allTransactions }));
    await replayAll(tx, range, replays);
    await compareAll(tx, range, { wallets, lots, replays });
    return [...replays.values()];
  });
}

const countOf = (replays: ReadonlyMap<string, Replay>): number =>
  [...replays.values()].reduce((sum, { count }) => sum + count, 0);

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

/** One statement from the first transaction to the last: what arrives is replayed at once, and the server waits meanwhile. */
async function replayAll(tx: Transaction, { from, to }: AccountRange, replays: Map<string, Replay>): Promise<void> {
  tx.send(STREAMING);
  const read = createRowReader();
  let replay: Replay | undefined;
  const onRow = (bytes: Buffer): void => {
    const row = read(bytes);
    if (replay?.accountId !== row.accountId) {
      replay = replays.get(row.accountId) ?? startReplay(row.accountId);
      replays.set(row.accountId, replay);
    }
    replayRow(replay, row);
  };
  await tx.copy({ select: SELECT_ROWS, values: [from, to], onRow });
}

type StoredSpend = RowOf<typeof KeySpendEntity>;

const KEY_SPENDS = `select ${columnsOf(KeySpendEntity)} from key_spend`;

interface Compared {
  readonly wallets: readonly WalletRow[];
  readonly lots: ReadonlyMap<string, readonly LotState[]>;
  readonly replays: Map<string, Replay>;
}

async function compareAll(tx: Transaction, range: AccountRange, { wallets, lots, replays }: Compared): Promise<void> {
  const walletOf = new Map(wallets.map((wallet) => [wallet.accountId, wallet]));
  const spends = Map.groupBy(await readRange<StoredSpend>(tx, KEY_SPENDS, range), (row) => row.accountId);
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

const toSpend = ({ apiKeyId, quarterHour, reserved, charged }: StoredSpend) =>
  [keySpendId(apiKeyId, quarterHour), { reserved, charged }] as const;

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
