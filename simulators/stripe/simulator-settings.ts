// How the simulator behaves for everybody until it is told otherwise: kept in its store, so that every process obeys.
import { findObject, type ObjectStore, type Objects } from './object-store.ts';
import type { StoredSettings } from './stored-objects.ts';
import { SETTINGS_ID, USUAL_SETTINGS } from './work.ts';

export async function readSettings(objects: Objects): Promise<StoredSettings> {
  return (await findObject(objects, 'settings', SETTINGS_ID)) ?? USUAL_SETTINGS;
}

export async function writeSettings(store: ObjectStore, body: StoredSettings, createdAt: Date): Promise<void> {
  await store.transaction((tx) => {
    tx.put([{ kind: 'settings', id: SETTINGS_ID, body, createdAt }]);
    return Promise.resolve();
  });
}
