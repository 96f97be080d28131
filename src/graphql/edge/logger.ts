/** What the edge writes to; a pino logger fits. */
export interface GraphqlLogger {
  error(details: object, message: string): void;
  warn(details: object, message: string): void;
}
