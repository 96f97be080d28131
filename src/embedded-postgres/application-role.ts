// The role that the gateway runs as: it may log in, and owns nothing.
import { Client, escapeLiteral } from 'pg';

export const APPLICATION_ROLE = 'tollgate_app';

const DUPLICATE_ROLE = '42710';
const PLAIN = 'login nosuperuser nocreatedb nocreaterole noreplication nobypassrls';

/** Makes the role unless it exists. Its password is set in any case, so that a file which was lost does no harm. */
export async function ensureApplicationRole(adminUrl: string, password: string): Promise<void> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  try {
    // A statement that fails is logged, and this one holds the password.
    await client.query('set log_min_error_statement = panic');
    await client.query(`create role ${APPLICATION_ROLE}`).catch(refuseUnlessDuplicate);
    await client.query(`alter role ${APPLICATION_ROLE} ${PLAIN} password ${escapeLiteral(password)}`);
  } finally {
    await client.end();
  }
}

function refuseUnlessDuplicate(error: unknown): void {
  if ((error as { code?: string }).code !== DUPLICATE_ROLE) throw error;
}
