// A generation as the room's callers see it.
import type { RowOf } from '../database/index.ts';
import type { AttemptEntity, GenerationEntity, GenerationStatus, StoredOutput } from './entities.ts';

export type { AttemptStatus, GenerationFailure, GenerationStatus, Metadata, StoredOutput } from './entities.ts';

export interface GenerationAddress {
  readonly accountId: string;
  readonly id: string;
}

type GenerationRow = RowOf<typeof GenerationEntity>;

/** Without what only its workers, and what it is counted with, go by. */
export type Generation = Omit<GenerationRow, 'outputs' | 'cancelRequestedAt' | 'dueAt' | 'refunded'> & {
  readonly outputs: readonly StoredOutput[];
};

export type Attempt = Omit<RowOf<typeof AttemptEntity>, 'accountId'>;

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
