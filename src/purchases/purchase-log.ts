// Where the room reports what a person should look at. A pino logger fits.

export interface PurchaseLog {
  warn(details: Readonly<Record<string, unknown>>, message: string): void;
  error(details: Readonly<Record<string, unknown>>, message: string): void;
}

export const SILENT_LOG: PurchaseLog = { warn: () => undefined, error: () => undefined };
