// Rows of the room's tables, out of the entities, and the tables for typed queries.
import { columnsOf, type StoredRow, type TablesOf, withoutNulls } from '../database/index.ts';
import { AttemptEntity, GenerationEntity, type generationEntities } from './entities.ts';
import type { Generation } from './generation.ts';

export type GenerationTables = TablesOf<(typeof generationEntities)[number]>;

export type StoredGeneration = Omit<StoredRow<typeof GenerationEntity>, 'cancelRequestedAt' | 'dueAt' | 'refunded'>;
export type StoredAttempt = Omit<StoredRow<typeof AttemptEntity>, 'accountId'>;

/** Of `generation`, under its own name. */
export const GENERATION_COLUMNS = columnsOf(GenerationEntity, { except: ['cancelRequestedAt', 'dueAt', 'refunded'] });
/** Of `attempt`, under its own name. */
export const ATTEMPT_COLUMNS = columnsOf(AttemptEntity, { except: ['accountId'] });

/** Before anything is delivered, there is no list of outputs. */
export function toGeneration(row: StoredGeneration): Generation {
  return { ...withoutNulls(row), outputs: row.outputs ?? [] };
}
