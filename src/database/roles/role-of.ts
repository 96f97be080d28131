import { Client } from 'pg';

/** The role that statements under this address run as. */
export async function roleOf(url: string): Promise<string> {
  const client = new Client({ connectionString: url, application_name: 'tollgate' });
  await client.connect();
  try {
    const { rows } = await client.query<{ role: string }>('select current_user as role');
    return rows[0]?.role ?? '';
  } finally {
    await client.end();
  }
}
