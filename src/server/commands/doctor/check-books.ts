// The migrations of a database, and what the gateway's role may do in it.
import { type Configuration } from '../../../config/index.ts';
import { compareMigrations, examineRole, type MigrationState, roleOf, type Sql } from '../../../database/index.ts';
import { migrationNames } from '../../../mikro-orm.config.ts';
import { type Finding, findingsOf } from './finding.ts';

const ofMigrations = findingsOf('migrations');
const ofRole = findingsOf('role');

const SHOWN = 3;

export async function checkMigrations(sql: Sql): Promise<Finding[]> {
  return decideMigrations(await compareMigrations(sql, migrationNames));
}

function decideMigrations({ pending, unknown }: MigrationState): Finding[] {
  const { ok, warning } = ofMigrations;
  const found = [
    pending.length === 0
      ? undefined
      : warning(
          `${pending.length} of this release not applied yet: ${shorten(pending)}`,
          'The next start of a gateway applies them, or "npm run migrate" before it. Make a backup first (docs/upgrading.md).',
        ),
    unknown.length === 0
      ? undefined
      : warning(
          `a newer release was here: ${shorten(unknown)}`,
          'This release works beside it for the time of an update. Update this installation, too.',
        ),
  ].filter((finding) => finding !== undefined);
  return found.length > 0 ? found : [ok(`all ${migrationNames.length} of this release are applied`)];
}

function shorten(names: readonly string[]): string {
  const rest = names.length - SHOWN;
  return `${names.slice(0, SHOWN).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

/** Only once there are tables: before, there is nothing to have rights on. */
export async function checkRole(sql: Sql, database: Configuration['database']): Promise<Finding[]> {
  const { ok, warning, problem } = ofRole;
  if (database.kind === 'embedded') return [ok('the built-in PostgreSQL has an owner and a role for the gateway')];
  const isSeparate = database.directUrl !== database.migrationUrl;
  const owner = isSeparate ? await roleOf(database.migrationUrl) : undefined;
  const { role, missing, powers } = await examineRole(sql);
  if (missing.length > 0) {
    const advice = isSeparate
      ? 'A start grants them. Do both addresses name the same database, and does the user of MIGRATION_DATABASE_URL own its tables?'
      : 'Start with MIGRATION_DATABASE_URL, the address of the owner of the tables: it grants them.';
    return [problem(`"${role}", which the gateway runs as, lacks rights: ${shorten(missing)}`, advice)];
  }
  if (powers.length === 0) return [ok(`"${role}" can do what the gateway does, and cannot change what is booked`)];
  const message = `"${role}", which the gateway runs as, could change what is booked: ${powers.join(', ')}`;
  const advice =
    owner === undefined || owner === role
      ? 'Give the gateway a role that owns nothing, and the owner in MIGRATION_DATABASE_URL (docs/decisions/0006-two-database-roles.md).'
      : `Take these powers from "${role}".`;
  return [warning(message, advice)];
}
