export interface BenchOptions {
  /** One JSON object instead of a table. */
  readonly json: boolean;
}
