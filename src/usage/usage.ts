// Usage reports of one account, and what its owner should look into.
import type { LabelledBy } from '../generation/index.ts';
import type { LedgerTransaction } from '../ledger/index.ts';
import type { MicroCredits } from '../money/index.ts';
import type { StatementPage } from './list-transactions.ts';
import type { AccountsWanted, ListedAccount } from './operator/list-accounts.ts';
import type { Revenue, RevenueAsked } from './operator/read-revenue.ts';
import type { SpenderAsked, SpendingPower } from './read-spending-power.ts';

/** Days of the account's own calendar, `YYYY-MM-DD`, both inclusive. */
export interface UsageAsked {
  readonly accountId: string;
  readonly timeZone: string;
  /** How many, up to `to`, when `from` is not given. */
  readonly days: number;
  readonly from?: string | undefined;
  /** Today when it is not given. */
  readonly to?: string | undefined;
}

export interface LabelsWanted {
  readonly by: LabelledBy;
  /** The most expensive ones, so many at most. */
  readonly most: number;
  /** Of these only; of all when absent. */
  readonly only: readonly string[] | undefined;
  /** What was committed before it is in the figures: `asOf` of the report that they stand beside. */
  readonly notBefore?: Date | undefined;
}

export interface UsageBucket {
  /** The day (`YYYY-MM-DD`, by the account's clocks), model, API key id, provider, end user or tag. */
  readonly key: string;
  readonly generations: number;
  readonly succeeded: number;
  readonly failed: number;
  /** Of a provider none: it is not the provider who cancels. */
  readonly canceled: number;
  /** Requests for a generation that were refused; undefined where it is not counted: of providers, end users and tags. */
  readonly refused?: number | undefined;
  /** Micro-credits charged, less what operators gave back of it. */
  readonly cost: MicroCredits;
  /** Micro-credits charged. */
  readonly grossCost: MicroCredits;
  /** Micro-credits that operators gave back of these charges, whenever they did. */
  readonly refunded: MicroCredits;
  /** Estimated micro-credits of attempts that a provider finished, or may bill, and that delivered nothing. */
  readonly wastedCost: MicroCredits;
}

export interface UsageReport {
  readonly from: Date;
  readonly to: Date;
  /** What was committed before it is in the figures, which a replica may have said. */
  readonly asOf: Date;
  /** By whose clocks its days begin. */
  readonly timeZone: string;
  /** Requests for a generation: totalGenerations and what was refused. */
  readonly totalRequests: number;
  readonly totalGenerations: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly canceled: number;
  readonly refused: number;
  /** grossCost less refunded. */
  readonly totalCost: MicroCredits;
  readonly grossCost: MicroCredits;
  readonly refunded: MicroCredits;
  readonly wastedCost: MicroCredits;
  readonly byDay: readonly UsageBucket[];
  readonly byModel: readonly UsageBucket[];
  readonly byApiKey: readonly UsageBucket[];
  readonly byProvider: readonly UsageBucket[];
}

export interface Usage {
  /** Whole days of the account's calendar, today among them unless they end before; the caller has looked at the plan's audit window. */
  report(asked: UsageAsked): Promise<UsageReport>;
  /** The same days by end user or by tag, most expensive first. A generation that names none is in none, one with three tags in three. */
  byLabel(asked: UsageAsked & LabelsWanted): Promise<UsageBucket[]>;
  /**
   * What is out of the ordinary in the last UTC days, today among them, 1..365; the caller has cut them to the plan's audit
   * window, which begins at `since`. Looks at the newest 20,000 transactions of the span at most.
   */
  anomalies(accountId: string, span: { readonly days: number; readonly since: Date }): Promise<Anomaly[]>;
  /** What was announced of the account, in its order, none missing and none twice. */
  followAnomalies(following: AnomalyFollowing): AsyncIterableIterator<AnnouncedAnomaly>;
  /** Newest first. */
  transactions(page: StatementPage): Promise<LedgerTransaction[]>;
  countTransactions(asked: Pick<StatementPage, 'accountId' | 'filter'>): Promise<number>;
  /** What limits a key now besides the credits of its account. */
  spendingPower(asked: Omit<SpenderAsked, 'now'>): Promise<SpendingPower>;
  /** Some of all accounts, for operators. */
  accounts(wanted: AccountsWanted): Promise<ListedAccount[]>;
  /** Figures over all accounts, for operators. */
  revenue(asked: RevenueAsked): Promise<Revenue>;
}

export type AnomalyKind = 'REFUND_STREAK' | 'HIGH_CHARGE' | 'UNKNOWN_ACTIVITY' | 'STUCK_RESERVATION';

export type Severity = 'INFO' | 'WARNING' | 'CRITICAL';

export interface Anomaly {
  readonly kind: AnomalyKind;
  /** Tells two of a kind apart: the model, or why and with which key, or in what way it is stuck. */
  readonly subject: string;
  readonly severity: Severity;
  /** For people, with the numbers. */
  readonly message: string;
  /** For people: what to do about it. */
  readonly remedy: string;
  /** The key that it is about: whoever does not know its use revokes it. Undefined where it is about no key of the account. */
  readonly apiKeyId: string | undefined;
  /** Sequence numbers of the account's transactions that show it, newest first; of many the last ones. */
  readonly evidence: readonly bigint[];
  /** When the last of what it is about happened. */
  readonly detectedAt: Date;
}

/** An anomaly as it was announced to its account. */
export interface AnnouncedAnomaly extends Anomaly {
  /** Counted per account, from 1, without gaps. */
  readonly number: number;
  readonly announcedAt: Date;
}

export interface AnomalyFollowing {
  readonly accountId: string;
  /** The number of the last one that is known already; from now on when undefined. */
  readonly afterNumber: number | undefined;
  /** What was announced before is passed over: the audit window. */
  readonly announcedFrom: Date;
}
