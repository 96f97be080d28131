// Pools of connections, and what every connection of ours is set to.
import type { Options } from '@mikro-orm/postgresql';
import pg from 'pg';
import { PLANNER_OPTIONS } from './planner-settings.ts';
import { PreparingClient } from './prepared.ts';

export interface ConnectionOptions {
  readonly url: string;
  /** Entities and migrations; see mikro-orm.config.ts. */
  readonly orm: Options;
  /** Connections at most; default 20. */
  readonly poolSize?: number;
  /** A pooler of transactions that `url` leads through: what belongs to a session is not asked of it. */
  readonly pooler?: Pooler | undefined;
  /** A server that says nothing for so long has gone away; without it, one is waited for as long as the network does. */
  readonly patience?: Patience;
  /** Called with connections that the server dropped. The pool replaces them by itself. */
  readonly onConnectionError?: (error: Error) => void;
}

export interface Patience {
  /** To be connected, or to get a connection of the pool. */
  readonly connectMilliseconds: number;
  /** To be answered. */
  readonly answerMilliseconds: number;
}

export interface Pooler {
  /** The same database past the pooler, for the job queue, which listens. */
  readonly directUrl: string;
  /** It keeps named statements prepared for whoever executes them; otherwise none has a name. */
  readonly keepsPrepared: boolean;
}

const INT8 = 20;
const DATE = 1082;
/** _int8, which the driver's list of types lacks. */
const INT8_ARRAY = 1016 as Parameters<typeof pg.types.getTypeParser>[0];
const DEFAULT_POOL_SIZE = 20;
/** One of them listens; the others take and return jobs, each in a moment. */
const JOB_POOL_SIZE = 5;
/** What one gateway opens at most while it serves: both pools, and one to listen. */
export const CONNECTIONS_OF_A_GATEWAY = DEFAULT_POOL_SIZE + JOB_POOL_SIZE + 1;

/** A connection, and with it every plan it has prepared, is replaced after this time. */
const LONGEST_LIFE_SECONDS = 300;

/**
 * int8 and int8[] as bigint, so that no amount ever passes through a float. A date as the day that it is, `YYYY-MM-DD`:
 * the driver makes it a moment, midnight of wherever the process runs, which is another day in UTC. Everything else as pg
 * has it.
 */
function typeParsers(): pg.CustomTypesConfig {
  const overrides = new pg.TypeOverrides();
  overrides.setTypeParser(INT8, BigInt);
  overrides.setTypeParser(DATE, (day) => day);
  const asTexts = pg.types.getTypeParser(INT8_ARRAY) as (text: string) => string[];
  overrides.setTypeParser(INT8_ARRAY, (text) => asTexts(text).map(BigInt));
  return overrides;
}

export interface PoolOptions
  extends Pick<ConnectionOptions, 'url' | 'poolSize' | 'pooler' | 'patience' | 'onConnectionError'> {
  /** Settings of each session; the planner's when absent. */
  readonly options?: string;
}

export function createPool(options: PoolOptions): pg.Pool {
  const { url, poolSize = DEFAULT_POOL_SIZE, pooler, patience } = options;
  const settings = options.options ?? PLANNER_OPTIONS;
  return reporting(options, {
    connectionString: url,
    max: poolSize,
    types: typeParsers(),
    application_name: 'tollgate',
    // PgBouncer refuses a client that brings options: they would be of another client's session. The role has them instead.
    ...(pooler === undefined ? { options: settings } : {}),
    maxLifetimeSeconds: LONGEST_LIFE_SECONDS,
    Client: pooler?.keepsPrepared === false ? pg.Client : PreparingClient,
    ...(patience === undefined
      ? {}
      : { connectionTimeoutMillis: patience.connectMilliseconds, query_timeout: patience.answerMilliseconds }),
    // Statements of a transaction need not wait for each other's answers.
    pipeline: true,
  });
}

export function createJobPool(options: PoolOptions): pg.Pool {
  return reporting(options, {
    connectionString: options.pooler?.directUrl ?? options.url,
    max: JOB_POOL_SIZE,
    application_name: 'tollgate jobs',
    options: PLANNER_OPTIONS,
    maxLifetimeSeconds: LONGEST_LIFE_SECONDS,
  });
}

function reporting(options: PoolOptions, settings: pg.PoolConfig): pg.Pool {
  const pool = new pg.Pool(settings);
  const report = options.onConnectionError ?? (() => undefined);
  pool.on('error', report);
  pool.on('connect', (client) => client.on('error', report));
  return pool;
}
