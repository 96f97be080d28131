// Before a gateway serves, its database role is looked at: what it lacks would surface later, in the middle of something.
import { examineRole, type Sql } from '../database/index.ts';
import type { Logger } from './create-logger.ts';
import { GatewayStartError } from './gateway-start-error.ts';

export interface RoleCheck {
  /** Connected as the gateway's role. */
  readonly database: Sql;
  readonly logger: Logger;
  /** Whether migrations run as another role. */
  readonly isSeparate: boolean;
}

/** Logs what the role could do to the ledger. @throws GatewayStartError naming the rights that are missing */
export async function checkApplicationRole({ database, logger, isSeparate }: RoleCheck): Promise<void> {
  const { role, missing, powers } = await examineRole(database);
  if (missing.length > 0) throw new GatewayStartError(wordsFor(role, missing, isSeparate));
  if (powers.length === 0) return;
  if (isSeparate) logger.warn({ role, powers }, 'the gateway runs as a role that can do more than it should');
  else logger.info({ role, powers }, ONE_ROLE);
}

const ONE_ROLE =
  'the gateway runs as a role that owns its tables: that the ledger is append-only rests on the trigger alone ' +
  '(MIGRATION_DATABASE_URL separates the two, see docs/decisions/0006-two-database-roles.md)';

function wordsFor(role: string, missing: readonly string[], isSeparate: boolean): string {
  const remedy = isSeparate
    ? 'Do both addresses name the same database, and does the user of MIGRATION_DATABASE_URL own its tables?'
    : 'Start with MIGRATION_DATABASE_URL, the address of the owner of the tables: it grants them.';
  return `The database role "${role}", which the gateway runs as, lacks rights: ${missing.join(', ')}. ${remedy}`;
}
