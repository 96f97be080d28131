// Whether DATABASE_URL leads through a pooler that shares its sessions, and what a gateway needs besides then. What is missing
// would surface later: a notification that nobody receives, a lock that another client lets go.
import { type ExaminedAddress, examineAddress, PLANNER_SETTINGS, type Pooler, roleOf } from '../database/index.ts';
import type { Logger } from './create-logger.ts';
import { withAdvice } from './database-advice.ts';
import { GatewayStartError } from './gateway-start-error.ts';

export interface Addresses {
  readonly url: string;
  readonly directUrl: string;
  readonly migrationUrl: string;
}

/** Undefined: no pooler shares sessions. @throws GatewayStartError with what to do */
export async function findPooler(addresses: Addresses, logger: Pick<Logger, 'warn'>): Promise<Pooler | undefined> {
  const { url, directUrl, migrationUrl } = addresses;
  const given = await withAdvice('DATABASE_URL', () => examineAddress(url));
  const isDirect = url === directUrl;
  if (isDirect && given.way.kind === 'TRANSACTIONS') throw new GatewayStartError(NEEDS_DIRECT_ADDRESS);
  if (!isDirect) refuseUnlike(given, await withAdvice('DATABASE_DIRECT_URL', () => examineAddress(directUrl)));
  if (migrationUrl !== url && migrationUrl !== directUrl) await refusePooledMigrations(migrationUrl);
  const { way } = given;
  if (way.kind === 'SESSIONS') return undefined;
  if (way.unset.length > 0) logger.warn({ unset: way.unset }, await unsetWords(directUrl, way.unset));
  return { directUrl, keepsPrepared: way.keepsPrepared };
}

const NEEDS_DIRECT_ADDRESS =
  'DATABASE_URL leads through a connection pooler that shares its sessions among transactions (pool_mode=transaction). ' +
  'Notifications and the job queue need sessions of their own: name the same database past the pooler, with the same ' +
  'user, in DATABASE_DIRECT_URL. See docs/operations.md, PgBouncer.';

function refuseUnlike(given: ExaminedAddress, direct: ExaminedAddress): void {
  if (direct.way.kind === 'TRANSACTIONS') {
    throw new GatewayStartError(
      'DATABASE_DIRECT_URL leads through a connection pooler that shares its sessions among transactions. Name PostgreSQL ' +
        'itself there, or a pool with pool_mode=session.',
    );
  }
  if (given.destination !== direct.destination) {
    throw new GatewayStartError(
      'DATABASE_URL and DATABASE_DIRECT_URL must lead to the same database of the same PostgreSQL, as the same user.',
    );
  }
}

async function refusePooledMigrations(migrationUrl: string): Promise<void> {
  const { way } = await withAdvice('MIGRATION_DATABASE_URL', () => examineAddress(migrationUrl));
  if (way.kind === 'SESSIONS') return;
  throw new GatewayStartError(
    'MIGRATION_DATABASE_URL leads through a connection pooler that shares its sessions among transactions, where the lock that ' +
      'lets one gateway migrate at a time would be held by nobody. Name PostgreSQL itself there.',
  );
}

/** A client of a pooler cannot bring settings, but its role can. */
async function unsetWords(directUrl: string, unset: readonly string[]): Promise<string> {
  const role = await roleOf(directUrl);
  const statements = unset.map((name) => `ALTER ROLE "${role}" SET ${name} = ${PLANNER_SETTINGS[name] ?? ''};`);
  return (
    'behind this pooler the planner is not set as the gateway needs it, and large tables may be read whole. As an ' +
    `administrator: ${statements.join(' ')} Then have the pooler connect anew (RECONNECT).`
  );
}
