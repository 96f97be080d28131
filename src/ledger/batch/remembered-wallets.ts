// Wallets as this process wrote them last, committed or on their way, so that the next batch needs neither to lock nor to read
// them: it decides on top of what is remembered, and PostgreSQL refuses what it writes when anything was otherwise
// (write-drafts.ts). What is remembered is never believed further than that: a refusal is decided again by reading.
import { LRUCache } from 'lru-cache';
import { ZERO } from '../../money/index.ts';
import type { ChargeCommand, LedgerCommand, RefundCommand } from '../commands.ts';
import { type AccountDraft, quarterHourOf } from '../decide/draft.ts';
import type { AccountState, KeySpendState, PeriodUse } from '../decide/state.ts';
import { isOpen } from '../rows.ts';
import { type LedgerTransaction, RESERVATION_STEP } from '../transaction.ts';
import type { LockedAccount } from './read-state.ts';

/** Of one queue; some kilobytes each. */
const MOST_ACCOUNTS = 10_000;
const MOST_RESERVATIONS = 20_000;
/** An account that has more of one of these is read for each batch. */
const MOST_PARTS = 256;
/** An account that another process writes, too, is read for each batch, until it was found as it was left so often. */
const TRUSTED = 3;

interface Remembered extends Pick<LockedAccount, 'headHash'> {
  /**
   * Spends are counted by quarters of an hour: known are those from this one on, and earlier ones that have something reserved. A
   * quarter of an hour that begins is known to be empty, since nobody else has written.
   */
  readonly quarterHour: number;
  /** Where the first of the periods ends whose use is known. */
  readonly untilQuarter: number;
  /** The same for as long as nothing was missed. */
  readonly era: object;
  /** How often in a row nobody else had been there when it was read; those that begin are trusted. */
  readonly trust: number;
  readonly wallet: AccountState['wallet'];
  readonly lots: AccountState['lots'];
  readonly keyBudgets: AccountState['keyBudgets'];
  readonly keySpends: readonly KeySpendState[];
  readonly periodUses: readonly PeriodUse[];
}

/** One that is not settled. */
interface Reservation {
  readonly era: object;
  readonly transaction: LedgerTransaction;
}

export interface Written {
  /** All accounts of the batch, as they were before. */
  readonly before: ReadonlyMap<string, LockedAccount>;
  readonly drafts: readonly AccountDraft[];
  /** The chain hash of each account's last transaction. */
  readonly heads: ReadonlyMap<string, Buffer>;
}

/** Of one queue, whose batches follow each other. */
export class RememberedWallets {
  readonly #accounts = new LRUCache<string, Remembered>({ max: MOST_ACCOUNTS });
  readonly #reservations = new LRUCache<string, Reservation>({ max: MOST_RESERVATIONS });

  /** Whether a command can be decided without reading anything. */
  knows(command: LedgerCommand, now: Date): boolean {
    const known = this.#accounts.get(command.accountId);
    if (known === undefined || known.trust < TRUSTED || !isAt(known, quarterHourOf(now))) return false;
    return this.#isKnown(known, command);
  }

  /** Accounts as they are remembered, for commands that are all known. */
  recall(commands: readonly LedgerCommand[]): ReadonlyMap<string, LockedAccount> {
    const recalled = new Map<string, Recalled>();
    for (const command of commands) {
      const known = this.#accounts.peek(command.accountId);
      if (known === undefined) continue;
      const account = recalled.get(command.accountId) ?? toRecalled(known);
      recalled.set(command.accountId, account);
      if (!isSettlement(command)) continue;
      const reservation = this.#reservationOf(known, command.generationId);
      if (reservation !== undefined) account.state.byGeneration.set(command.generationId, [reservation]);
    }
    return recalled;
  }

  /** What a batch has written, or will have when PostgreSQL accepts it, on top of what was known. */
  keep({ before, drafts, heads }: Written): void {
    for (const draft of drafts) {
      const headHash = heads.get(draft.accountId);
      if (headHash !== undefined) this.#keepOne(draft, headHash, before.get(draft.accountId));
    }
  }

  /** After the COMMIT of a batch that read. What was not written may have surprised. */
  keepRead(written: Written): void {
    this.keep(written);
    const accountIds = new Set(written.drafts.map(({ accountId }) => accountId));
    for (const accountId of written.before.keys()) if (!accountIds.has(accountId)) this.#accounts.delete(accountId);
  }

  forget(commands: readonly LedgerCommand[]): void {
    for (const { accountId } of commands) this.#accounts.delete(accountId);
  }

  /** Somebody else was there: what is remembered is wrong, and may soon be again. */
  doubt(commands: readonly LedgerCommand[]): void {
    for (const { accountId } of commands) {
      const known = this.#accounts.peek(accountId);
      if (known !== undefined) this.#accounts.set(accountId, { ...known, trust: 0 });
    }
  }

  /** Only what is asked all the time; everything else is read. */
  #isKnown(known: Remembered, command: LedgerCommand): boolean {
    // What was spent for end users is not remembered.
    if (command.kind === 'reserve') return command.endUser === undefined && known.keyBudgets.has(command.apiKeyId);
    if (!isSettlement(command)) return false;
    const apiKeyId = this.#reservationOf(known, command.generationId)?.apiKeyId;
    return apiKeyId !== undefined && known.keyBudgets.has(apiKeyId);
  }

  #reservationOf({ era }: Remembered, generationId: string): LedgerTransaction | undefined {
    const reservation = this.#reservations.peek(generationId);
    return reservation?.era === era ? reservation.transaction : undefined;
  }

  #keepOne(draft: AccountDraft, headHash: Buffer, before: LockedAccount | undefined): void {
    const known = this.#accounts.peek(draft.accountId);
    const trust = trustIn(known, before);
    const isContinued = known !== undefined && trust > 0 && isAt(known, draft.quarterHour);
    const next = { ...after(draft, isContinued ? known : undefined), headHash, trust };
    if (Math.max(next.lots.length, next.keyBudgets.size, next.keySpends.length, next.periodUses.length) > MOST_PARTS) {
      this.#accounts.delete(draft.accountId);
      return;
    }
    this.#accounts.set(draft.accountId, next);
    for (const transaction of draft.posted) {
      const { generationId, step } = transaction;
      if (generationId === undefined) continue;
      if (step === RESERVATION_STEP) this.#reservations.set(generationId, { era: next.era, transaction });
      else this.#reservations.delete(generationId);
    }
  }
}

function trustIn(known: Remembered | undefined, before: LockedAccount | undefined): number {
  if (known === undefined) return TRUSTED;
  return before?.headHash.equals(known.headHash) === true ? Math.min(known.trust + 1, TRUSTED) : 0;
}

interface Recalled extends LockedAccount {
  readonly state: AccountState & { readonly byGeneration: Map<string, readonly LedgerTransaction[]> };
}

function toRecalled({ wallet, lots, keyBudgets, keySpends, periodUses, headHash }: Remembered): Recalled {
  const spends = { keyBudgets, keySpends, periodUses };
  return { state: { wallet, lots, ...spends, byIdempotencyKey: NONE, byGeneration: new Map() }, headHash };
}

const NONE: AccountState['byIdempotencyKey'] = new Map();

const isSettlement = (command: LedgerCommand): command is ChargeCommand | RefundCommand =>
  command.kind === 'charge' || command.kind === 'refund';

/** Also when the clock of this process was set back. */
const isAt = ({ quarterHour, untilQuarter }: Remembered, now: number): boolean =>
  quarterHour <= now && now < untilQuarter;

/** `known`: what was remembered of the very state that the draft began with. */
function after(draft: AccountDraft, known: Remembered | undefined): Omit<Remembered, 'headHash' | 'trust'> {
  const { quarterHour, wallet } = draft;
  const lots = draft.lots.filter(isOpen);
  const era = known?.era ?? {};
  const spends = {
    ...usesAfter(draft, known),
    keyBudgets: budgetsAfter(draft, known),
    keySpends: spendsAfter(draft, known),
  };
  return { quarterHour, era, wallet, lots, ...spends };
}

/** Recalled, a draft has all that was known; read, only what its commands needed. */
const isRecalled = (draft: AccountDraft, known: Remembered | undefined): boolean =>
  draft.keyBudgets === known?.keyBudgets;

const budgetsAfter = (draft: AccountDraft, known: Remembered | undefined): AccountState['keyBudgets'] =>
  known === undefined || isRecalled(draft, known)
    ? draft.keyBudgets
    : new Map([...known.keyBudgets, ...draft.keyBudgets]);

function usesAfter(
  draft: AccountDraft,
  known: Remembered | undefined,
): Pick<Remembered, 'periodUses' | 'untilQuarter'> {
  if (known !== undefined && isRecalled(draft, known)) {
    return { periodUses: draft.periodUses, untilQuarter: known.untilQuarter };
  }
  const isRead = ({ apiKeyId }: PeriodUse): boolean => draft.periodUses.some((use) => use.apiKeyId === apiKeyId);
  const periodUses = [...(known?.periodUses ?? []).filter((use) => !isRead(use)), ...draft.periodUses];
  return { periodUses, untilQuarter: Math.min(...periodUses.map((use) => use.untilQuarter)) };
}

/** Of what is over, nothing will be asked any more but what is reserved: everything else is read when it is settled. */
function spendsAfter(draft: AccountDraft, known: Remembered | undefined): Remembered['keySpends'] {
  if (isRecalled(draft, known) && draft.quarterHour === known?.quarterHour) return draft.keySpends;
  const isRead = ({ apiKeyId, quarterHour }: KeySpendState): boolean =>
    draft.keySpends.some((spend) => spend.quarterHour === quarterHour && spend.apiKeyId === apiKeyId);
  const all = [...(known?.keySpends ?? []).filter((spend) => !isRead(spend)), ...draft.keySpends];
  return all.filter((spend) => spend.quarterHour >= draft.quarterHour || spend.reserved !== ZERO);
}
