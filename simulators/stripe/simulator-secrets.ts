// The simulator's API key and webhook secret: random, made once per store, the same for every process on it.
import { findObject, type ObjectStore } from './object-store.ts';
import { newSecret } from './stripe-ids.ts';

export interface SimulatorSecrets {
  /** `sk_test_…` */
  readonly apiKey: string;
  /** `whsec_…` */
  readonly webhookSecret: string;
}

export async function loadSimulatorSecrets(store: ObjectStore, createdAt: Date): Promise<SimulatorSecrets> {
  const body = { apiKey: newSecret('sk_test'), webhookSecret: newSecret('whsec') };
  const secrets = await store.transaction(async (tx) => {
    await tx.insert({ kind: 'secrets', id: 'secrets', body, createdAt });
    return findObject(tx, 'secrets', 'secrets');
  });
  if (secrets === undefined) throw new Error("the simulator's secrets are neither new nor there");
  return secrets;
}
