// A database of two roles on a server of its own, as an operator sets it up: an owner that is no superuser, and a role
// for the gateway.
import { startTemporaryPostgres } from '../../src/embedded-postgres/index.ts';
import { urlOfDatabase, withClient } from './postgres.ts';

export interface TwoRoles {
  /** A superuser, in the same database. */
  readonly adminUrl: string;
  readonly ownerUrl: string;
  readonly applicationUrl: string;
  stop(): Promise<void>;
}

export const OWNER = 'shop_owner';
export const APPLICATION = 'Shop app "1"';
const PASSWORD = 'not-much-of-a-secret';

export async function startTwoRoles(): Promise<TwoRoles> {
  const postgres = await startTemporaryPostgres();
  await withClient(postgres.adminUrl, async (client) => {
    await client.query(`create role ${OWNER} login password '${PASSWORD}'`);
    await client.query(`create role ${client.escapeIdentifier(APPLICATION)} login password '${PASSWORD}'`);
    await client.query(`create database shop owner ${OWNER}`);
  });
  const adminUrl = urlOfDatabase(postgres.adminUrl, 'shop');
  return {
    adminUrl,
    ownerUrl: urlAs(adminUrl, OWNER),
    applicationUrl: urlAs(adminUrl, APPLICATION),
    stop: () => postgres.stop(),
  };
}

function urlAs(serverUrl: string, role: string): string {
  const url = new URL(serverUrl);
  url.username = encodeURIComponent(role);
  url.password = PASSWORD;
  return url.href;
}
