// Where the simulator reports what a person should look at. A pino logger fits.

export interface SimulatorLog {
  warn(details: Readonly<Record<string, unknown>>, message: string): void;
  error(details: Readonly<Record<string, unknown>>, message: string): void;
}

export const SILENT_LOG: SimulatorLog = { warn: () => undefined, error: () => undefined };
