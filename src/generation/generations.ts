// Generations as other rooms see them: ask for one, look at it, follow it.
import type { WalletBalance } from '../ledger/index.ts';
import type { MicroCredits } from '../money/index.ts';
import type { Attempt, Generation, GenerationStatus } from './generation.ts';
import type { GenerationPlan, PlanOutcome, PlanRequest } from './generation-plan.ts';
import type { GenerationRefusal } from './refusal.ts';

export interface GenerationRequest extends PlanRequest {
  readonly accountId: string;
  readonly apiKeyId: string;
  /** The key's limit for one UTC day, in micro-credits. */
  readonly dailyLimit: MicroCredits | undefined;
  /** Generations that the plan lets run at once. */
  readonly concurrencyLimit: number;
  readonly idempotencyKey: string;
  /** Refuse when the generation may cost more than this. */
  readonly maxCost: MicroCredits | undefined;
  readonly providerOrder: readonly string[] | undefined;
}

export type RequestOutcome =
  | {
      readonly status: 'accepted';
      readonly generation: Generation;
      readonly plan: GenerationPlan;
      readonly balance: WalletBalance;
      /** The same idempotency key and input came before: this is the first one's generation. */
      readonly replayed: boolean;
    }
  | { readonly status: 'refused'; readonly refusal: GenerationRefusal; readonly plan?: GenerationPlan };

export interface GenerationFilter {
  readonly statuses?: readonly GenerationStatus[];
  readonly models?: readonly string[];
}

export interface GenerationPage {
  readonly accountId: string;
  readonly filter: GenerationFilter;
  readonly limit: number;
  /** Only generations older than this id (UUIDv7, so ids are in order of time). */
  readonly beforeId?: string;
}

export interface Generations {
  /** Validates and prices a request; free, touches no provider and no wallet. Also what `dryRun` answers. */
  plan(request: PlanRequest): PlanOutcome;
  /** Reserves the credits and queues the work in one transaction. */
  request(request: GenerationRequest): Promise<RequestOutcome>;
  find(accountId: string, id: string): Promise<Generation | undefined>;
  byIds(accountId: string, ids: readonly string[]): Promise<Generation[]>;
  /** Newest first. */
  list(page: GenerationPage): Promise<Generation[]>;
  /** A provider's name for people; the bare name when it is switched off. */
  providerName(name: string): string;
  attempts(accountId: string, generationIds: readonly string[]): Promise<Attempt[]>;
  /**
   * The generation now, then at every change; ends after the terminal state. Undefined when the account has no such
   * generation. Works across gateway processes.
   */
  follow(accountId: string, id: string): Promise<AsyncIterableIterator<Generation> | undefined>;
}
