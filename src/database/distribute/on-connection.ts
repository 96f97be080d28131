import { Client } from 'pg';

/** A session of its own, for settings and locks that end with it. */
export async function onConnection(url: string, work: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client({ connectionString: url, application_name: 'tollgate distribute' });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
