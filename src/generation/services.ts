import type { Catalog } from '../catalog/index.ts';
import type { Database } from '../database/index.ts';
import type { Ledger } from '../ledger/index.ts';
import type { RecordEnded } from '../requests/index.ts';
import type { GenerationAddress } from './generation.ts';
import type { ProviderHealth } from './run/provider-health.ts';
import type { ReviewRules } from './settle/decide/charge.ts';

/** Names one attempt, and the provider that was asked. */
export interface AttemptAddress {
  readonly accountId: string;
  readonly generationId: string;
  readonly attemptId: string;
  readonly provider: string;
}

/** Around the work of a worker on one generation, for whoever measures it. */
export type RunWatcher = (address: GenerationAddress, work: () => Promise<void>) => Promise<void>;

/** What a worker needs to see a generation through. */
export interface RunServices {
  readonly database: Database;
  readonly ledger: Ledger;
  readonly catalog: Catalog;
  /** Providers that are switched on, and how they have been. */
  readonly health: ProviderHealth;
  /** Where a provider sends webhooks about an attempt; undefined when this gateway cannot be reached from outside. */
  readonly webhookUrlFor: (attempt: AttemptAddress) => string | undefined;
  readonly review: ReviewRules;
  /** The log of requests, which has each end in its own transaction; absent where none is kept. */
  readonly recordEnded?: RecordEnded | undefined;
  readonly watchRun?: RunWatcher | undefined;
  readonly now: () => Date;
  readonly log: (event: string, details: Readonly<Record<string, unknown>>) => void;
  /** Set when the process is stopping: hand over instead of waiting. */
  readonly stopping: AbortSignal;
  /** Since when providers are asked in vain about work past its deadline, by attempt, in milliseconds; oldest first. */
  readonly overdueSince: Map<string, number>;
}

/** What it takes to bring a verdict to its end, whoever receives it. */
export type ConcludeServices = Omit<RunServices, 'stopping' | 'webhookUrlFor' | 'overdueSince'>;
