// The simulator's API key and webhook secret: random, made once per database, the same for every gateway process.
import type { Sql } from './database.ts';
import { findObject, insertObject } from './stored-objects.ts';
import { newSecret } from './stripe-ids.ts';

export interface SimulatorSecrets {
  /** `sk_test_…` */
  readonly apiKey: string;
  /** `whsec_…` */
  readonly webhookSecret: string;
}

const PLACE = { kind: 'secrets', id: 'secrets' } as const;

export async function loadSimulatorSecrets(sql: Sql, now: Date): Promise<SimulatorSecrets> {
  const body = { apiKey: newSecret('sk_test'), webhookSecret: newSecret('whsec') };
  await insertObject(sql, { ...PLACE, body, createdAt: now });
  const secrets = await findObject(sql, PLACE);
  if (secrets === undefined) throw new Error("the simulator's secrets are neither new nor there");
  return secrets;
}
