// What every store of the simulator must do: PostgreSQL and memory, through the same interface.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { memoryStore, type ObjectStore, postgresStore } from '../../../simulators/stripe/index.ts';
import type { Condition, ListedKind, Selection, StoredObject } from '../../../simulators/stripe/object-store.ts';
import type { StoredBodies } from '../../../simulators/stripe/stored-objects.ts';
import { connectDatabase, type Database } from '../../../src/database/index.ts';
import { ormConfig } from '../../../src/mikro-orm.config.ts';
import { createTestDatabase } from '../../support/postgres.ts';

let own: Awaited<ReturnType<typeof createTestDatabase>>;
let database: Database;

beforeAll(async () => {
  own = await createTestDatabase();
  database = await connectDatabase({ url: own.url, orm: ormConfig });
});
afterAll(async () => {
  await database.close();
  await own.drop();
});

async function emptyPostgres(): Promise<ObjectStore> {
  await database.rows('truncate stripe_simulator_object');
  return postgresStore(database);
}

const CREATED_AT = new Date('2026-11-21T12:00:00Z');

/** Stores look into nothing but JSON: the objects of these tests are only as large as they must be. */
function object<Kind extends ListedKind>(kind: Kind, id: string, attributes: object = {}, beside: object = {}) {
  const body = { object: { id, object: kind, ...attributes }, ...beside } as unknown as StoredBodies[Kind];
  return { kind, id, body, createdAt: CREATED_AT } satisfies StoredObject<Kind>;
}
const request = (id: string, fingerprint: string): StoredObject<'request'> => {
  return { kind: 'request', id, body: { fingerprint }, createdAt: CREATED_AT };
};

/** A promise and what resolves it. */
function gate() {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

describe.each([
  ['PostgreSQL', emptyPostgres],
  ['memory', () => Promise.resolve(memoryStore())],
])('a store in %s', (_name, openStore) => {
  let store: ObjectStore;
  beforeEach(async () => {
    store = await openStore();
  });

  const keep = (...objects: StoredObject[]) =>
    store.transaction((tx) => {
      tx.put(objects);
      return Promise.resolve();
    });
  const idsOf = async (selection: Partial<Selection> & { readonly kind: ListedKind }): Promise<string[]> =>
    (await store.list({ order: 'ascending', ...selection })).map(({ object: { id } }) => id);

  describe('objects', () => {
    it('are found by their ids, those that are there, once each', async () => {
      const [ada, bob] = [object('customer', 'cus_1', { name: 'Ada' }), object('customer', 'cus_2')];
      await keep(ada, bob);
      expect(await store.find(['cus_1', 'cus_1', 'cus_3'])).toEqual([ada]);
      expect(await store.find([])).toEqual([]);
    });

    it('are put again with another body, and keep the time at which they were made', async () => {
      await keep(object('customer', 'cus_1', { name: 'Ada' }));
      await keep({ ...object('customer', 'cus_1', { name: 'Eve' }), createdAt: new Date(0) });
      expect(await store.find(['cus_1'])).toEqual([object('customer', 'cus_1', { name: 'Eve' })]);
    });

    it('are JSON: what is undefined is not kept, and nobody who keeps the original changes them', async () => {
      const metadata: Record<string, string> = { plan: 'pro' };
      await keep(object('customer', 'cus_1', { metadata, name: undefined }));
      metadata['plan'] = 'free';
      const [found] = await store.find(['cus_1']);
      expect(found?.body).toStrictEqual({
        object: { id: 'cus_1', object: 'customer', metadata: { plan: 'pro' } },
      });
    });

    it('may be more than one statement carries', async () => {
      const many = Array.from({ length: 1001 }, (_, index) => object('refund', `re_${String(index).padStart(4, '0')}`));
      await keep(...many);
      expect(await idsOf({ kind: 'refund' })).toEqual(many.map(({ id }) => id));
      await store.transaction((tx) => {
        tx.remove(many.slice(1).map(({ id }) => id));
        return Promise.resolve();
      });
      expect(await idsOf({ kind: 'refund' })).toEqual(['re_0000']);
    });
  });

  describe('a transaction', () => {
    it('inserts an id once, and leaves the first as it is', async () => {
      const insert = (name: string) => store.transaction((tx) => tx.insert(object('customer', 'cus_1', { name })));
      expect([await insert('Ada'), await insert('Eve')]).toEqual([true, false]);
      expect(await store.find(['cus_1'])).toEqual([object('customer', 'cus_1', { name: 'Ada' })]);
    });

    it('inserts under an idempotency key once, and finds the request by it, also when it was put again', async () => {
      await store.transaction(async (tx) => {
        expect(await tx.insert(request('req_1', 'one'), 'key')).toBe(true);
        tx.put([{ ...request('req_1', 'one'), body: { fingerprint: 'one', answer: { status: 200, body: '{}' } } }]);
      });
      await store.transaction(async (tx) => {
        expect(await tx.insert(request('req_2', 'two'), 'key')).toBe(false);
        expect(await tx.findRequest('key')).toEqual({ fingerprint: 'one', answer: { status: 200, body: '{}' } });
        expect(await tx.findRequest('another')).toBeUndefined();
        expect(await tx.insert(request('req_3', 'three'), 'another')).toBe(true);
      });
    });

    it('sees what it wrote; nobody else does before its end', async () => {
      await keep(object('price', 'price_1'), object('price', 'price_2'));
      await store.transaction(async (tx) => {
        tx.put([object('price', 'price_3')]);
        tx.remove(['price_1']);
        expect((await tx.list({ kind: 'price', order: 'ascending' })).map(({ object: { id } }) => id)).toEqual([
          'price_2',
          'price_3',
        ]);
        expect(await tx.find(['price_1'])).toEqual([]);
        expect(await idsOf({ kind: 'price' })).toEqual(['price_1', 'price_2']);
      });
      expect(await idsOf({ kind: 'price' })).toEqual(['price_2', 'price_3']);
    });

    it('leaves nothing behind when its work throws, and the next one runs', async () => {
      await keep(object('price', 'price_1'));
      const failing = store.transaction(async (tx) => {
        await tx.insert(request('req_1', 'one'), 'key');
        tx.put([object('price', 'price_2')]);
        tx.remove(['price_1']);
        throw new Error('no');
      });
      await expect(failing).rejects.toThrow('no');
      expect(await idsOf({ kind: 'price' })).toEqual(['price_1']);
      expect(await store.transaction((tx) => tx.insert(request('req_2', 'two'), 'key'))).toBe(true);
    });

    it('waits for a rival under the same idempotency key, and then sees the answer', async () => {
      const { open, opened } = gate();
      const inserted = gate();
      const first = store.transaction(async (tx) => {
        await tx.insert(request('req_1', 'one'), 'key');
        inserted.open();
        await opened;
        tx.put([{ ...request('req_1', 'one'), body: { fingerprint: 'one', answer: { status: 200, body: 'paid' } } }]);
      });
      await inserted.opened;
      const second = store.transaction(async (tx) => {
        const isFirst = await tx.insert(request('req_2', 'two'), 'key');
        return { isFirst, request: await tx.findRequest('key') };
      });
      open();
      await first;
      expect(await second).toMatchObject({ isFirst: false, request: { answer: { body: 'paid' } } });
    });

    it('holds its lock until its end: what twenty add one by one is twenty', async () => {
      const counted = (balance: number) => object('customer', 'cus_1', { balance });
      await keep(counted(0));
      await Promise.all(
        Array.from({ length: 20 }, () =>
          store.transaction(async (tx) => {
            await tx.lock('cus_1');
            const [found] = await tx.find(['cus_1']);
            tx.put([counted((found?.body as StoredBodies['customer']).object.balance + 1)]);
          }),
        ),
      );
      expect(await store.find(['cus_1'])).toEqual([counted(20)]);
    });
  });

  describe('a list', () => {
    const numbers = [1, 2, 3, 4, 5];
    const charge = (number: number) => object('charge', `ch_${number}`, { created: number * 10, paid: number > 2 });
    beforeEach(() => keep(...numbers.map(charge), object('refund', 're_1', { created: 30 })));

    it('goes page by page, both ways', async () => {
      const newest = { kind: 'charge', order: 'descending', limit: 2 } as const;
      expect(await idsOf(newest)).toEqual(['ch_5', 'ch_4']);
      expect(await idsOf({ ...newest, after: 'ch_4' })).toEqual(['ch_3', 'ch_2']);
      expect(await idsOf({ ...newest, after: 'ch_1' })).toEqual([]);
      expect(await idsOf({ ...newest, order: 'ascending', after: 'ch_2' })).toEqual(['ch_3', 'ch_4']);
      expect(await idsOf({ kind: 'charge' })).toHaveLength(5);
    });

    it.each<[Condition | undefined, number[]]>([
      [{ gt: 20 }, [3, 4, 5]],
      [{ gte: 20 }, [2, 3, 4, 5]],
      [{ lt: 20 }, [1]],
      [{ lte: 20 }, [1, 2]],
      [{ gte: 20, lt: 40 }, [2, 3]],
      [{ gte: 30, lte: 30 }, [3]],
      [{}, numbers],
      [undefined, numbers],
    ])('has bounds: %j', async (created, expected) => {
      expect(await idsOf({ kind: 'charge', where: { created } })).toEqual(expected.map((number) => `ch_${number}`));
      // Numbers, not texts: 9 is less than 20.
      await keep({ ...charge(0), body: object('charge', 'ch_0', { created: 9 }).body });
      const isIn = (created?.gt ?? created?.gte) === undefined;
      expect(await idsOf({ kind: 'charge', where: { created } })).toHaveLength(expected.length + Number(isIn));
    });

    it('has bounds within a page', async () => {
      const where = { created: { gte: 20, lte: 40 } };
      const page = { kind: 'charge', where, order: 'descending', limit: 2 } as const;
      expect(await idsOf({ ...page, after: 'ch_4' })).toEqual(['ch_3', 'ch_2']);
      expect(await idsOf({ ...page, having: { paid: true } })).toEqual(['ch_4', 'ch_3']);
    });
  });

  describe('a selection', () => {
    beforeEach(() =>
      keep(
        object('subscription', 'sub_1', {
          ...{ status: 'active', test_clock: null },
          items: { data: [{ id: 'si_1', price: { id: 'price_1' } }, { price: { id: 'price_2' } }] },
        }),
        object('subscription', 'sub_2', {
          ...{ status: 'canceled', test_clock: 'clock_1' },
          items: { data: [{ price: { id: 'price_2' } }] },
        }),
        object('subscription', 'sub_3', { status: "it's 100%_\\", cancel_at: 0 }),
      ),
    );
    const selected = (rest: Partial<Selection>) => idsOf({ kind: 'subscription', ...rest });

    it.each<[Record<string, unknown>, string[]]>([
      [{ status: 'active' }, ['sub_1']],
      [{ status: 'active', test_clock: undefined }, ['sub_1']],
      [{ status: 'active', test_clock: 'clock_1' }, []],
      [{ items: { data: [{ price: { id: 'price_2' } }] } }, ['sub_1', 'sub_2']],
      [{ items: { data: [{ price: { id: 'price_2' } }, { id: 'si_1' }] } }, ['sub_1']],
      [{ items: { data: [{ id: 'si_1', price: { id: 'price_2' } }] } }, []],
      [{ cancel_at: 0 }, ['sub_3']],
      [{ cancel_at: '0' }, []],
      [{ nothing: { of: 'the kind' } }, []],
      [{}, ['sub_1', 'sub_2', 'sub_3']],
    ])('by parts: %j', async (having, expected) => {
      expect(await selected({ having })).toEqual(expected);
    });

    it.each<[NonNullable<Selection['where']>, string[]]>([
      [{ status: { in: ['active', 'canceled'] } }, ['sub_1', 'sub_2']],
      [{ status: { in: [] } }, []],
      [{ status: { in: undefined } }, ['sub_1', 'sub_2', 'sub_3']],
      [{ cancel_at: { in: ['0'] } }, ['sub_3']],
      [{ id: { in: ['sub_2', 'sub_4'] } }, ['sub_2']],
      [{ test_clock: { isThere: false } }, ['sub_1', 'sub_3']],
      [{ test_clock: { isThere: true } }, ['sub_2']],
      [{ test_clock: { in: undefined } }, ['sub_1', 'sub_2', 'sub_3']],
      [{ cancel_at: { lte: 5 } }, ['sub_3']],
      [{ status: { like: ['*ive', 'cancel*'] } }, ['sub_1', 'sub_2']],
      [{ status: { like: ['active*'] } }, ['sub_1']],
      [{ status: { like: ['a%'] } }, []],
      [{ status: { like: ['activ_'] } }, []],
      [{ status: { like: ["it's 100%_\\"] } }, ['sub_3']],
      [{ status: { in: ['active'] }, test_clock: { isThere: true } }, []],
      [{ "'; --": { isThere: false } }, ['sub_1', 'sub_2', 'sub_3']],
    ])('by attributes: %j', async (where, expected) => {
      expect(await selected({ where })).toEqual(expected);
    });

    it('by lists beside the object, of which one is not empty', async () => {
      await keep(
        object('customer', 'cus_1', {}, { subscriptions: [], invoices: [] }),
        object('customer', 'cus_2', {}, { subscriptions: ['sub_1'], invoices: [] }),
        object('customer', 'cus_3', {}, { subscriptions: [], invoices: ['in_1'] }),
      );
      expect(await idsOf({ kind: 'customer', someIn: ['subscriptions', 'invoices'] })).toEqual(['cus_2', 'cus_3']);
      expect(await idsOf({ kind: 'customer', someIn: ['invoices'] })).toEqual(['cus_3']);
    });
  });

  it('marks events as delivered, and nothing else', async () => {
    const event = (id: string, pending: number) => object('event', id, { pending_webhooks: pending });
    await keep(event('evt_1', 1), event('evt_2', 1), object('charge', 'ch_1', { pending_webhooks: 1 }));
    await store.markDelivered(['evt_1', 'ch_1', 'evt_3']);
    expect(await idsOf({ kind: 'event', where: { pending_webhooks: { gt: 0 } } })).toEqual(['evt_2']);
    expect(await store.find(['evt_1'])).toEqual([event('evt_1', 0)]);
    expect(await store.find(['ch_1'])).toMatchObject([{ body: { object: { pending_webhooks: 1 } } }]);
  });
});
