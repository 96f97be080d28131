import type { Catalog } from '../catalog/index.ts';
import type { Database } from '../database/index.ts';
import type { Ledger } from '../ledger/index.ts';
import type { Provider } from './provider.ts';

/** What a worker needs to see a generation through. */
export interface RunServices {
  readonly database: Database;
  readonly ledger: Ledger;
  readonly catalog: Catalog;
  /** Providers that are switched on, by name. */
  readonly providers: ReadonlyMap<string, Provider>;
  readonly now: () => Date;
  readonly log: (event: string, details: Readonly<Record<string, unknown>>) => void;
  /** Set when the process is stopping: hand over instead of waiting. */
  readonly stopping: AbortSignal;
}
