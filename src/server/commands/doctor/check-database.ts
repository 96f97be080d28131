// What PostgreSQL says of itself to a connection of the gateway's.
import { CONNECTIONS_OF_A_GATEWAY, type Sql } from '../../../database/index.ts';
import { type DatabaseFacts, decideDatabase } from './decide-database.ts';
import type { Finding } from './finding.ts';

const FACTS = `
  select current_setting('server_version_num')::int as version,
    pg_encoding_to_char(d.encoding) as encoding,
    current_setting('fsync') as fsync,
    current_setting('synchronous_commit') as "synchronousCommit",
    current_setting('full_page_writes') as "fullPageWrites",
    current_setting('TimeZone') as "timeZone",
    current_setting('default_transaction_isolation') as isolation,
    current_setting('default_transaction_read_only')::bool as "isReadOnly",
    pg_is_in_recovery() as "isStandby",
    current_setting('enable_seqscan') = 'off' as "keepsSettings",
    (select setting::int from pg_settings where name = 'statement_timeout') as "statementTimeout",
    least(
      current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
        - coalesce(current_setting('reserved_connections', true), '0')::int,
      nullif(d.datconnlimit, -1),
      nullif(r.rolconnlimit, -1)
    ) as "mostConnections",
    (select count(*)::int from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid())
      as "openConnections"
  from pg_database d, pg_roles r
  where d.datname = current_database() and r.rolname = current_user`;

export async function checkDatabase(sql: Sql): Promise<Finding[]> {
  const [facts] = await sql.rows<Omit<DatabaseFacts, 'ofOneGateway'>>(FACTS);
  if (facts === undefined) throw new Error('the database does not know who is connected');
  return decideDatabase({ ...facts, ofOneGateway: CONNECTIONS_OF_A_GATEWAY });
}
