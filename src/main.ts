// Reads the configuration, starts the gateway, and stops it on signals.
import './require-node.ts';
import { type Configuration, ConfigurationError, readConfiguration } from './config/index.ts';
import { createLogger, startGateway, wordsForStartFailure } from './server/index.ts';

const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const FAILURE = 1;
/** 128 and the number of SIGINT, as shells count it. */
const INTERRUPTED = 130;

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function fail(message: string): never {
  process.stderr.write(`\n${message}\n`);
  process.exit(FAILURE);
}

function readOrFail(): Configuration {
  try {
    return readConfiguration();
  } catch (error) {
    if (error instanceof ConfigurationError) fail(error.message);
    throw error;
  }
}

/** Resolves at the first signal; the second one ends the process at once. */
function firstSignal(): Promise<void> {
  return new Promise((resolve) => {
    let count = 0;
    for (const signal of STOP_SIGNALS) {
      process.on(signal, () => {
        count += 1;
        if (count > 1) process.exit(INTERRUPTED);
        resolve();
      });
    }
  });
}

async function run(): Promise<void> {
  const configuration = readOrFail();
  const logger = createLogger(configuration.logLevel);
  // Whatever was being done for somebody has failed; what is done for the others goes on. All state is in the database.
  process.on('unhandledRejection', (error) => logger.error({ err: error }, 'a failure that nobody waited for'));
  const giveUp = new AbortController();
  const lost = Promise.withResolvers<Error>();
  const signal = firstSignal().then(() => giveUp.abort());
  const onLost = (error: Error): void => lost.resolve(error);
  const gateway = await startGateway(configuration, { logger, say, signal: giveUp.signal, onLost }).catch(
    (error: unknown) => (giveUp.signal.aborted ? undefined : fail(wordsForStartFailure(error))),
  );
  if (gateway === undefined) return process.exit(0);
  const loss = await Promise.race([signal, lost.promise]);
  say('\nStopping: finishing what is in flight (once more stops at once)…');
  await gateway.stop();
  if (loss !== undefined) fail(loss.message);
  say('Stopped.');
  process.exit(0);
}

// A terminal that was closed is no reason to crash while stopping.
process.stdout.on('error', () => undefined);
process.stderr.on('error', () => undefined);
await run();
