// Where reports, statements and exports are read: by a replica while there is one that follows closely enough, and else by the primary.
import type { Configuration } from '../config/index.ts';
import { openReplica, primaryReads, type Reads, type Replica, type ReplicaOptions } from '../database/index.ts';
import { ormConfig } from '../mikro-orm.config.ts';
import type { Logger } from './create-logger.ts';
import type { OpenedDatabase } from './open-database.ts';
import type { Shutdown } from './shutdown.ts';
import { quietly } from './signals/quietly.ts';
import { type Signals, UNWATCHED } from './signals/watch-call.ts';

export interface ReadsPlace {
  readonly configuration: Pick<Configuration, 'database'>;
  readonly opened: Pick<OpenedDatabase, 'database'>;
  readonly logger: Pick<Logger, 'info' | 'warn'>;
  readonly shutdown: Shutdown;
  readonly now: () => Date;
  readonly signals?: Signals | undefined;
}

export interface ComposedReads {
  readonly reads: Reads;
  /** Undefined when there is none. */
  readonly replica: Pick<Replica, 'watch' | 'pool'> | undefined;
}

const MILLISECONDS = 1_000;

export async function composeReads(place: ReadsPlace): Promise<ComposedReads> {
  const { configuration, opened, logger, shutdown, now, signals = UNWATCHED } = place;
  const { database } = configuration;
  const configured = database.kind === 'external' ? database.replica : undefined;
  if (configured === undefined) return { reads: primaryReads(opened.database, now), replica: undefined };
  if (opened.database.sharding !== undefined) {
    logger.warn('the database is distributed: the replica of DATABASE_READ_URL is not read');
    return { reads: primaryReads(opened.database, now), replica: undefined };
  }
  const { url, lagSeconds } = configured;
  const { measures } = signals;
  const replica = await openReplica({
    ...{ primary: opened.database, url, orm: ormConfig, now, longestMilliseconds: lagSeconds * MILLISECONDS },
    onChange: logChanges(place, lagSeconds),
    ...(measures === undefined ? {} : { onRead: (reason) => quietly(() => measures.read(reason)) }),
    onFailed: (err) => logger.info({ err }, 'a read failed at the replica and is asked of the primary'),
  });
  shutdown.add('the replica', () => replica.close());
  return { reads: replica.reads, replica };
}

const REASONS = {
  AWAY: 'it does not answer',
  NO_STANDBY: 'it is no standby',
  OTHER_DATABASE: 'it is a standby of another database, or follows a primary that was replaced',
} as const;

function logChanges({ logger, shutdown }: ReadsPlace, lagSeconds: number): ReplicaOptions['onChange'] {
  return (change) => {
    if (shutdown.isRunning) return;
    if (change.isRead) {
      logger.info('the replica of DATABASE_READ_URL follows: reports, statements and exports are read there');
      return;
    }
    const { because, error: err } = change;
    const reason = because === 'BEHIND' ? `it is more than ${lagSeconds} s behind` : REASONS[because];
    const details = err === undefined ? {} : { err };
    logger.warn(details, `the replica of DATABASE_READ_URL is not read, and the primary is: ${reason}`);
  };
}
