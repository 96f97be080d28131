// Notifications of a database, wherever they come from: on a cluster, each node tells its own.
import { createListener, type Database, joinListeners, type Listener } from '../../src/database/index.ts';

export async function listenToAll(url: string, { sharding }: Pick<Database, 'sharding'>): Promise<Listener> {
  const onError = (): void => undefined;
  const listener = joinListeners(await createListener({ url, onError }), { onError });
  listener.listenTo(sharding?.nodes.urls ?? []);
  return listener;
}
