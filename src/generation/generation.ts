// A generation as the room's callers see it.
import type { MicroCredits } from '../money/index.ts';
import type { MeasuredOutput, ProviderFailure } from './provider.ts';

export type GenerationStatus = 'QUEUED' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELED';

export type StoredOutput = MeasuredOutput;
export type GenerationFailure = ProviderFailure;

export interface GenerationAddress {
  readonly accountId: string;
  readonly id: string;
}

export interface Generation {
  readonly accountId: string;
  readonly id: string;
  readonly apiKeyId: string;
  /** Identifier in the storefront. */
  readonly model: string;
  readonly prompt: string | undefined;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly count: number;
  readonly providerOrder: readonly string[] | undefined;
  /** Where its customer wants webhooks about it, beside the account's endpoints. */
  readonly webhookUrl: string | undefined;
  readonly status: GenerationStatus;
  /** Number of the last status event, from 1. */
  readonly sequence: number;
  /** The price book that it is estimated, reserved and charged by, whatever is in force by then. */
  readonly priceVersion: string;
  /** The quote that bound its price. */
  readonly quoteId: string | undefined;
  /** What was reserved: it is never charged more. */
  readonly maxCost: MicroCredits;
  readonly costEstimate: MicroCredits;
  /** Undefined until settled; 0 when refunded. */
  readonly cost: MicroCredits | undefined;
  /** What the outputs come to; above maxCost after an overrun. Undefined when nothing was delivered, or it has no price. */
  readonly effectiveCost: MicroCredits | undefined;
  /** When it was held for review instead of being charged; it stays set when an operator has settled it. */
  readonly heldAt: Date | undefined;
  readonly outputs: readonly StoredOutput[];
  readonly error: GenerationFailure | undefined;
  readonly createdAt: Date;
  readonly startedAt: Date | undefined;
  readonly endedAt: Date | undefined;
  readonly billedAt: Date | undefined;
}

export type AttemptStatus = 'SUBMITTED' | 'SUCCEEDED' | 'FAILED' | 'CANCELED';

export interface Attempt {
  readonly generationId: string;
  /** From 1, in the order they were made. */
  readonly number: number;
  readonly id: string;
  readonly provider: string;
  readonly upstreamId: string | undefined;
  readonly status: AttemptStatus;
  readonly error: GenerationFailure | undefined;
  readonly startedAt: Date;
  readonly endedAt: Date | undefined;
}

export const isTerminal = (status: GenerationStatus): boolean => status !== 'QUEUED' && status !== 'RUNNING';

/** Whether an operator has yet to say what it costs; its reservation stands until then. */
const isHeld = ({ heldAt, cost }: Pick<Generation, 'heldAt' | 'cost'>): boolean =>
  heldAt !== undefined && cost === undefined;

/** Whether nothing of it can change any more: it has ended and is billed. */
export const isFinal = (generation: Pick<Generation, 'status' | 'heldAt' | 'cost'>): boolean =>
  isTerminal(generation.status) && !isHeld(generation);

/** Whether it was delivered, and held, after its end: its reservation had been given back by then. */
export const isHeldLate = ({ heldAt, endedAt }: Pick<Generation, 'heldAt' | 'endedAt'>): boolean =>
  heldAt !== undefined && endedAt !== undefined && heldAt > endedAt;
