import type { Database, Reads } from '../database/index.ts';
import type { SourceOf } from './sources/registry.ts';
import type { ExportStore } from './store/export-store.ts';

/** What the room works with. */
export interface ExportContext {
  readonly database: Database;
  /** Where what is exported is read. */
  readonly reads: Pick<Reads, 'upToNow'>;
  readonly store: ExportStore;
  readonly sourceOf: SourceOf;
  readonly now: () => Date;
}
