// Compares what the tables cache with what the transactions say. Pure.
import type { LotState, WalletState } from '../decide/state.ts';
import { endOf } from './replay-order.ts';
import { report } from './replay-state.ts';
import type { Replay, ReplayedLot } from './replayed.ts';

export const keySpendId = (apiKeyId: string, quarterHour: number): string => `${apiKeyId} ${quarterHour}`;

/** The rows that cache what follows from the transactions. */
export interface CachedRows {
  readonly wallet: WalletState;
  /** Hexadecimal. */
  readonly headHash: string;
  readonly lots: readonly LotState[];
  /** By key and quarter of an hour, `keySpendId`. */
  readonly keySpends: ReadonlyMap<string, Spend>;
}

export function compareReplay(replay: Replay, cached: CachedRows): void {
  compareWallet(replay, cached);
  compareLots(replay, cached.lots);
  compareKeySpends(replay, cached.keySpends);
}

function compareWallet(replay: Replay, { wallet, headHash }: CachedRows): void {
  const facts: readonly (readonly [string, bigint | number, bigint | number])[] = [
    ['available', wallet.available, replay.available],
    ['reserved', wallet.reserved, replay.reserved],
    ['credit reserved', wallet.creditReserved, replay.creditReserved],
    ['credit spent', wallet.creditSpent, replay.creditSpent],
    ['debt', wallet.debt, replay.debt],
    ['sequence', wallet.sequence, replay.sequence],
    ['open reservations', wallet.openReservations, replay.open.size],
    ['lot count', wallet.lotCount, replay.lots.size],
  ];
  for (const [name, says, is] of facts) {
    if (says !== is) report(replay, `wallet: ${name} is ${says}, its transactions say ${is}`);
  }
  if (replay.creditReserved + replay.creditSpent > wallet.creditLimit) {
    report(replay, `wallet: more is drawn on credit than its limit of ${wallet.creditLimit} allows`);
  }
  if (headHash !== replay.headHash) report(replay, 'wallet: its head hash is not that of the last transaction');
}

const PARTS = [
  'granted',
  'remaining',
  'reserved',
  'spent',
  'expired',
  'frozen',
  'clawedBack',
] as const satisfies readonly (keyof ReplayedLot & keyof LotState)[];

function compareLots(replay: Replay, lots: readonly LotState[]): void {
  const unseen = new Set(replay.lots.keys());
  for (const lot of lots) {
    unseen.delete(lot.number);
    const expected = replay.lots.get(lot.number);
    if (expected !== undefined) compareEnd(replay, lot, expected);
    for (const part of PARTS) {
      const is = expected?.[part];
      if (lot[part] !== is) {
        report(replay, `lot ${lot.number}: ${part} is ${lot[part]}, its transactions say ${is ?? 'nothing'}`);
      }
    }
  }
  for (const number of unseen) report(replay, `lot ${number} is missing`);
}

function compareEnd(replay: Replay, { number, usableUntil }: LotState, expected: ReplayedLot): void {
  const is = endOf(expected);
  const says = usableUntil?.getTime() ?? Number.POSITIVE_INFINITY;
  if (says !== is) report(replay, `lot ${number}: it ends ${inWords(says)}, what came back to it says ${inWords(is)}`);
}

const inWords = (time: number): string => (Number.isFinite(time) ? new Date(time).toISOString() : 'never');

interface Spend {
  readonly reserved: bigint;
  readonly charged: bigint;
}

const NO_SPEND: Spend = { reserved: 0n, charged: 0n };

function compareKeySpends(replay: Replay, keySpends: ReadonlyMap<string, Spend>): void {
  const replayed = replayedKeySpends(replay);
  for (const id of new Set([...keySpends.keys(), ...replayed.keys()])) {
    const says = keySpends.get(id) ?? NO_SPEND;
    const is = replayed.get(id) ?? NO_SPEND;
    if (says.reserved !== is.reserved || says.charged !== is.charged) {
      report(replay, `key spend ${id}: the counters do not equal the sum of its transactions`);
    }
  }
}

function replayedKeySpends(replay: Replay): Map<string, Spend> {
  const entries = [...replay.keySpends].flatMap(([apiKeyId, quarters]) =>
    [...quarters].map(([quarterHour, spend]) => [keySpendId(apiKeyId, quarterHour), spend] as const),
  );
  return new Map(entries);
}
