// A generation as the room's callers see it.
import type { MicroCredits } from '../money/index.ts';
import type { MeasuredOutput, ProviderFailure } from './provider.ts';

export type GenerationStatus = 'QUEUED' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELED';

export type StoredOutput = MeasuredOutput;
export type GenerationFailure = ProviderFailure;

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
  readonly status: GenerationStatus;
  /** Number of the last status event, from 1. */
  readonly sequence: number;
  readonly priceVersion: string;
  readonly maxCost: MicroCredits;
  readonly costEstimate: MicroCredits;
  /** Undefined until settled; 0 when refunded. */
  readonly cost: MicroCredits | undefined;
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
