// An account without a database: what a batch would read of it and what it would write, for tests of the pure decision.
import { decideBatch } from '../../src/ledger/decide/batch.ts';
import type { AccountDraft } from '../../src/ledger/decide/draft.ts';
import type {
  AccountState,
  KeyBudget,
  KeySpendState,
  LotState,
  PeriodUse,
  WalletState,
} from '../../src/ledger/decide/state.ts';
import type { LedgerCommand, LedgerTransaction, Outcome } from '../../src/ledger/index.ts';
import { keySpendId } from '../../src/ledger/verify/compare-replay.ts';
import { microCredits, sum, ZERO } from '../../src/money/index.ts';
import { idOfKey, micro, type Named, type Round } from '../programs/simulation/histories.ts';
import { KEY_ANCESTORS } from '../programs/simulation/step.ts';

export interface AccountInMemory {
  wallet: WalletState;
  readonly lots: Map<number, LotState>;
  keyBudgets: ReadonlyMap<string, readonly KeyBudget[]>;
  readonly keySpends: Map<string, KeySpendState>;
  readonly transactions: LedgerTransaction[];
}

export function openInMemory(accountId: string, creditLimit: number): AccountInMemory {
  const wallet: WalletState = {
    accountId,
    available: ZERO,
    reserved: ZERO,
    sequence: 0n,
    creditLimit: microCredits(BigInt(creditLimit)),
    creditReserved: ZERO,
    creditSpent: ZERO,
    debt: ZERO,
    openReservations: 0,
    lotCount: 0,
  };
  return { wallet, lots: new Map(), keyBudgets: new Map(), keySpends: new Map(), transactions: [] };
}

/** The keys of a random history with the limits of a round. */
export function budgetsIn(named: Named, limits: Round['limits']): Map<string, KeyBudget[]> {
  const budget = (name: string): KeyBudget => {
    const limit = limits[name];
    const definition = { period: 'DAY', timeZone: 'UTC', resetHour: 0 } as const;
    return {
      apiKeyId: idOfKey(named, name),
      limit: limit === undefined ? undefined : { amount: micro(limit), ...definition },
    };
  };
  return new Map(
    Object.entries(KEY_ANCESTORS).map(([name, above]) => [idOfKey(named, name), [name, ...above].map(budget)]),
  );
}

/** Decides `commands` as one batch and keeps what comes of it. */
export function execute(account: AccountInMemory, commands: readonly LedgerCommand[], now: Date): readonly Outcome[] {
  const { outcomes, drafts } = decideBatch(
    new Map([[account.wallet.accountId, read(account, commands, now)]]),
    commands,
    now,
  );
  for (const draft of drafts) keep(account, draft);
  return outcomes;
}

/** No more lots than read-state.ts reads: a decision that needs another one fails here, too. */
function read(account: AccountInMemory, commands: readonly LedgerCommand[], now: Date): AccountState {
  const { wallet, keyBudgets, keySpends, transactions } = account;
  const keyed = transactions.filter((transaction) => transaction.idempotencyKey !== undefined);
  const needed = neededLots(account, commands);
  return {
    wallet,
    lots: [...account.lots.values()].filter((lot) => isOpen(lot) || needed.has(lot.number)),
    keyBudgets,
    keySpends: [...keySpends.values()],
    periodUses: usesOf(account, now),
    byIdempotencyKey: new Map(keyed.map((transaction) => [transaction.idempotencyKey ?? '', transaction])),
    byGeneration: Map.groupBy(transactions, (transaction) => transaction.generationId ?? ''),
  };
}

/** Limits are for UTC days here. */
function usesOf({ keyBudgets, keySpends }: AccountInMemory, now: Date): PeriodUse[] {
  const fromQuarter = Math.floor(now.getTime() / 86_400_000) * 96;
  const untilQuarter = fromQuarter + 96;
  const ids = new Set([...keyBudgets.values()].flat().map(({ apiKeyId }) => apiKeyId));
  return [...ids].map((apiKeyId) => {
    const spends = [...keySpends.values()].filter(
      (spend) => spend.apiKeyId === apiKeyId && spend.quarterHour >= fromQuarter && spend.quarterHour < untilQuarter,
    );
    return {
      apiKeyId,
      fromQuarter,
      untilQuarter,
      used: sum(spends.flatMap(({ reserved, charged }) => [reserved, charged])),
    };
  });
}

const isOpen = (lot: LotState): boolean => lot.remaining > 0n || lot.reserved > 0n || lot.disputes > 0;

function neededLots({ transactions }: AccountInMemory, commands: readonly LedgerCommand[]): Set<number> {
  const named = commands.flatMap((command) => ('lot' in command ? [command.lot] : []));
  const refunded = new Set(
    commands.flatMap((command) => (command.kind === 'refundCharge' ? [command.generationId] : [])),
  );
  const charges = transactions.filter(({ type, generationId = '' }) => type === 'CHARGE' && refunded.has(generationId));
  return new Set([...named, ...charges.flatMap((transaction) => transaction.lots.map((share) => share.lot))]);
}

function keep(account: AccountInMemory, draft: AccountDraft): void {
  account.wallet = { ...draft.wallet };
  for (const lot of draft.lots) if (lot.isChanged) account.lots.set(lot.number, { ...lot });
  for (const spend of draft.keySpends.filter(({ isChanged }) => isChanged)) {
    account.keySpends.set(keySpendId(spend.apiKeyId, spend.quarterHour), { ...spend });
  }
  account.transactions.push(...draft.posted);
}
