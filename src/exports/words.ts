// The words of an export, and what stands beside its file.
/** What can be exported; `sources/registry.ts` says how each is read. */
export type ExportKind = 'TRANSACTIONS' | 'USAGE' | 'REQUESTS' | 'INVOICES';

/** FOCUS is CSV with the columns of the FinOps Open Cost and Usage Specification 1.2, of what was used and bought. */
export type ExportForm = 'CSV' | 'NDJSON' | 'FOCUS';

export type ExportStatus = 'QUEUED' | 'RUNNING' | 'DONE' | 'FAILED';

export const MANIFEST_VERSION = 'tollgate-export/1';

/** JSON beside the file: what has to be in it, and where that stands in the ledger. */
export interface Manifest {
  readonly version: typeof MANIFEST_VERSION;
  /** Name of the file. */
  readonly file: string;
  /** Public id. */
  readonly account: string;
  readonly kind: ExportKind;
  readonly form: ExportForm;
  /** Of FOCUS: `1.2`. */
  readonly focusVersion?: string;
  /** Inclusive; ISO 8601. */
  readonly from: string;
  /** Exclusive. */
  readonly before: string;
  readonly columns: readonly string[];
  /** Without the header. */
  readonly rows: number;
  /** By column, as decimals. */
  readonly sums: Readonly<Record<string, string>>;
  /** Of the ledger's transactions in that time, whether each has a row or not; null when there was none. */
  readonly firstSequence: string | null;
  readonly lastSequence: string | null;
  /** Chain hash of the transaction before the first, in hexadecimal; 64 zeros before the first of all. */
  readonly previousHash: string;
  /** Chain hash of the last one: it covers all before it. */
  readonly headHash: string;
  /** Of the file as it is, compressed. */
  readonly bytes: number;
  readonly sha256: string;
  readonly writtenAt: string;
}

export const hasFocus = (kind: ExportKind): boolean => kind === 'USAGE';
