// How the simulator behaves for everybody until it is told otherwise: kept in its table, so that every process obeys.
import type { Sql } from './database.ts';
import { findObject, type StoredSettings } from './stored-objects.ts';
import { SETTINGS_ID, USUAL_SETTINGS } from './work.ts';

export async function readSettings(sql: Sql): Promise<StoredSettings> {
  return (await findObject(sql, { kind: 'settings', id: SETTINGS_ID })) ?? USUAL_SETTINGS;
}

export async function writeSettings(sql: Sql, settings: StoredSettings, now: Date): Promise<void> {
  await sql.rows(
    `insert into stripe_simulator_object (id, kind, body, created_at) values ($1, 'settings', $2::jsonb, $3)
     on conflict (id) do update set body = excluded.body`,
    [SETTINGS_ID, JSON.stringify(settings), now],
  );
}
