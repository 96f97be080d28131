import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createListener } from '../../src/database/index.ts';
import { createTestDatabase, type TestDatabase, withClient } from '../support/postgres.ts';
import { waitUntil } from '../support/wait-until.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(async () => {
  await database.drop();
});

async function notify(channel: string, payload: string): Promise<void> {
  await withClient(database.url, (client) => client.query('select pg_notify($1, $2)', [channel, payload]));
}

async function isListening(channel: string): Promise<void> {
  await waitUntil(`somebody listens on ${channel}`, async () => {
    const { rows } = await withClient(database.url, (client) =>
      client.query(
        `select 1 from pg_stat_activity where application_name = 'tollgate listener' and datname = current_database()
           and query ilike $1 and state = 'idle'`,
        [`listen%${channel}%`],
      ),
    );
    return rows.length > 0;
  });
}

async function cutListeners(): Promise<void> {
  await withClient(database.url, (client) =>
    client.query(`select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = 'tollgate listener' and datname = current_database()`),
  );
}

describe('the listener', () => {
  it('hears what other connections notify, on the channels it was asked for only', async () => {
    const listener = await createListener({ url: database.url, onError: () => undefined });
    const heard: string[] = [];
    listener.on('one', (payload) => heard.push(payload));
    await isListening('one');
    await notify('another', 'not for us');
    await notify('one', 'for us');
    await waitUntil('the notification arrives', () => heard.length > 0);
    expect(heard).toEqual(['for us']);
    await listener.close();
  });

  it('gives a notification to every handler, and to none that has left', async () => {
    const errors: unknown[] = [];
    const listener = await createListener({ url: database.url, onError: (error) => errors.push(error) });
    const heard: string[] = [];
    const leave = listener.on('many', (payload) => heard.push(`left ${payload}`));
    listener.on('many', () => {
      throw new Error('a handler fails');
    });
    listener.on('many', (payload) => heard.push(`stayed ${payload}`));
    leave();
    await isListening('many');
    await notify('many', 'once');
    await waitUntil('the notification arrives', () => heard.length > 0);
    expect(heard).toEqual(['stayed once']);
    expect(errors).toEqual([new Error('a handler fails')]);
    await listener.close();
  });

  it('comes back after its connection was cut, listens again and says that something may have been missed', async () => {
    const errors: unknown[] = [];
    const listener = await createListener({ url: database.url, onError: (error) => errors.push(error) });
    const heard: string[] = [];
    listener.on('again', (payload) => heard.push(payload));
    await isListening('again');
    let reconnects = 0;
    listener.onReconnect(() => {
      reconnects += 1;
    });
    await cutListeners();
    await waitUntil('it has come back', () => reconnects === 1);
    await notify('again', 'after the cut');
    await waitUntil('the notification arrives', () => heard.length > 0);
    expect(heard).toEqual(['after the cut']);
    expect(errors).not.toHaveLength(0);
    await listener.close();
  });

  it('leaves no connection behind when it is closed, also right after a cut', async () => {
    const listener = await createListener({ url: database.url, onError: () => undefined });
    listener.on('closed', () => undefined);
    await isListening('closed');
    await cutListeners();
    await listener.close();
    await waitUntil('its connections are gone', async () => {
      const { rows } = await withClient(database.url, (client) =>
        client.query(`select 1 from pg_stat_activity
          where application_name = 'tollgate listener' and datname = current_database()`),
      );
      return rows.length === 0;
    });
  });

  it('rejects when the database cannot be reached', async () => {
    const url = new URL(database.url);
    url.pathname = '/no_such_database';
    await expect(createListener({ url: url.href, onError: () => undefined })).rejects.toThrow('does not exist');
  });
});
