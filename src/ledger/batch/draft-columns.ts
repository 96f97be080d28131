// The columns of a batch's statements: one array for each, a row for each wallet, lot, spend and transaction.
import { digests, int2s, int4s, int8s, plainArray, texts, timestamptzs, uuids } from '../../database/index.ts';
import type { AccountDraft, DraftKeySpend, DraftLot } from '../decide/draft.ts';
import type { LedgerTransaction, LotShare } from '../transaction.ts';

export interface OfAccount<T> {
  readonly accountId: string;
  readonly item: T;
}

export interface Chained {
  readonly transaction: LedgerTransaction;
  readonly hash: Buffer;
}

/** The chain hash of an account's last transaction. */
type HeadOf = (accountId: string) => Buffer | undefined;

export function walletColumns(
  wallets: readonly AccountDraft['wallet'][],
  { before, after }: { readonly before: HeadOf; readonly after: HeadOf },
): Buffer[] {
  return [
    uuids(wallets, (wallet) => wallet.accountId),
    int8s(wallets, (wallet) => wallet.available),
    int8s(wallets, (wallet) => wallet.reserved),
    int8s(wallets, (wallet) => wallet.sequence),
    int8s(wallets, (wallet) => wallet.creditLimit),
    int8s(wallets, (wallet) => wallet.creditReserved),
    int8s(wallets, (wallet) => wallet.creditSpent),
    int8s(wallets, (wallet) => wallet.debt),
    int4s(wallets, (wallet) => wallet.openReservations),
    int4s(wallets, (wallet) => wallet.lotCount),
    digests(wallets, (wallet) => after(wallet.accountId)),
    digests(wallets, (wallet) => before(wallet.accountId)),
  ];
}

export function lotColumns(lots: readonly OfAccount<DraftLot>[]): Buffer[] {
  return [
    uuids(lots, ({ accountId }) => accountId),
    int4s(lots, ({ item }) => item.number),
    texts(lots, ({ item }) => item.source),
    int2s(lots, ({ item }) => item.priority),
    timestamptzs(lots, ({ item }) => item.effectiveAt),
    timestamptzs(lots, ({ item }) => item.expiresAt),
    timestamptzs(lots, ({ item }) => item.usableUntil),
    int8s(lots, ({ item }) => item.granted),
    int8s(lots, ({ item }) => item.remaining),
    int8s(lots, ({ item }) => item.reserved),
    int8s(lots, ({ item }) => item.spent),
    int8s(lots, ({ item }) => item.expired),
    int8s(lots, ({ item }) => item.frozen),
    int2s(lots, ({ item }) => item.disputes),
    int8s(lots, ({ item }) => item.clawedBack),
    uuids(lots, ({ item }) => item.purchaseId),
  ];
}

export function keySpendColumns(spends: readonly OfAccount<DraftKeySpend>[]): Buffer[] {
  return [
    uuids(spends, ({ accountId }) => accountId),
    uuids(spends, ({ item }) => item.apiKeyId),
    int4s(spends, ({ item }) => item.quarterHour),
    int8s(spends, ({ item }) => item.reserved),
    int8s(spends, ({ item }) => item.charged),
  ];
}

/** Nearly every transaction moves one lot, which needs no array of its own. */
const onlyShare = ({ transaction: { lots } }: Chained): LotShare | undefined =>
  lots.length === 1 ? lots[0] : undefined;

const allShares = (
  { transaction: { lots } }: Chained,
  pick: (share: LotShare) => bigint | number,
): string | undefined => (lots.length === 1 ? undefined : plainArray(lots.map(pick)));

export function transactionColumns(chained: readonly Chained[]): Buffer[] {
  return [
    uuids(chained, ({ transaction }) => transaction.accountId),
    int8s(chained, ({ transaction }) => transaction.sequence),
    texts(chained, ({ transaction }) => transaction.type),
    int8s(chained, ({ transaction }) => transaction.amount),
    int8s(chained, ({ transaction }) => transaction.reservedChange),
    int8s(chained, ({ transaction }) => transaction.availableAfter),
    int8s(chained, ({ transaction }) => transaction.reservedAfter),
    int4s(chained, (line) => onlyShare(line)?.lot),
    int8s(chained, (line) => onlyShare(line)?.amount),
    texts(chained, (line) => allShares(line, (share) => share.lot)),
    texts(chained, (line) => allShares(line, (share) => share.amount)),
    uuids(chained, ({ transaction }) => transaction.generationId),
    int2s(chained, ({ transaction }) => transaction.step),
    uuids(chained, ({ transaction }) => transaction.apiKeyId),
    uuids(chained, ({ transaction }) => transaction.purchaseId),
    texts(chained, ({ transaction }) => transaction.idempotencyKey),
    texts(chained, ({ transaction }) => transaction.inputHash),
    texts(chained, ({ transaction }) => transaction.description),
    timestamptzs(chained, ({ transaction }) => transaction.createdAt),
    digests(chained, ({ hash }) => hash),
  ];
}
