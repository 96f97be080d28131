// The simulator's objects in the memory of one process, for programs without a database. Transactions run one after the
// other, so that their locks have nothing to do; each works on a copy that takes the place of what was when it succeeds.
import type { Condition, ListedKind, ObjectStore, Objects, Selection, StoredObject } from './object-store.ts';
import type { StoredBodies } from './stored-objects.ts';

interface Row extends StoredObject {
  readonly idempotencyKey?: string | undefined;
}

type Rows = Map<string, Row>;

export function memoryStore(): ObjectStore {
  let rows: Rows = new Map();
  let last: Promise<unknown> = Promise.resolve();

  const transaction: ObjectStore['transaction'] = (work) => {
    const run = async () => {
      const draft = new Map(rows);
      const result = await work({ ...objectsIn(() => draft), ...writesOn(draft) });
      rows = draft;
      return result;
    };
    const running = last.then(run);
    last = running.catch(() => undefined);
    return running;
  };

  return {
    ...objectsIn(() => rows),
    transaction,
    markDelivered: (eventIds) =>
      transaction(async (tx) => {
        const events = (await tx.find(eventIds)).filter(({ kind }) => kind === 'event');
        tx.put(
          events.map((event) => {
            const body = event.body as StoredBodies['event'];
            return { ...event, body: { object: { ...body.object, pending_webhooks: 0 } } };
          }),
        );
      }),
  };
}

function objectsIn(rows: () => Rows): Objects {
  return {
    find: (ids) =>
      Promise.resolve(
        [...new Set(ids)].flatMap((id) => {
          const row = rows().get(id);
          return row === undefined ? [] : [row];
        }),
      ),
    list: <Kind extends ListedKind>(selection: Selection<Kind>) => {
      const found = [...rows().values()].filter((row) => isSelected(row, selection)).toSorted(byId);
      const { order, limit } = selection;
      const ordered = order === 'ascending' ? found : found.toReversed();
      return Promise.resolve(ordered.slice(0, limit).map(({ body }) => body as StoredBodies[Kind]));
    },
  };
}

function writesOn(rows: Rows) {
  const set = (row: Row): unknown => rows.set(row.id, { ...row, body: asJson(row.body) });
  const withKey = (key: string): Row | undefined => [...rows.values()].find((row) => row.idempotencyKey === key);
  return {
    insert: (object: StoredObject, idempotencyKey?: string) => {
      const isTaken = rows.has(object.id) || (idempotencyKey !== undefined && withKey(idempotencyKey) !== undefined);
      if (!isTaken) set({ ...object, idempotencyKey });
      return Promise.resolve(!isTaken);
    },
    put: (objects: readonly StoredObject[]) => {
      for (const object of objects) set({ ...(rows.get(object.id) ?? object), body: object.body });
    },
    remove: (ids: readonly string[]) => {
      for (const id of ids) rows.delete(id);
    },
    findRequest: (idempotencyKey: string) => {
      const row = withKey(idempotencyKey);
      return Promise.resolve(row?.kind === 'request' ? (row.body as StoredBodies['request']) : undefined);
    },
    lock: () => Promise.resolve(),
  };
}

const asJson = <Value>(value: Value): Value => JSON.parse(JSON.stringify(value)) as Value;

/** Ids sort as in PostgreSQL: see stripe-ids.ts. */
const byId = (one: Row, other: Row): number => (one.id < other.id ? -1 : 1);

function isSelected({ id, kind, body }: Row, selection: Selection): boolean {
  const { having = {}, where = {}, someIn, order, after } = selection;
  if (kind !== selection.kind) return false;
  if (after !== undefined && (order === 'ascending' ? id <= after : id >= after)) return false;
  const parts = body as unknown as Listed;
  if (!contains(parts.object, asJson(having))) return false;
  if (someIn !== undefined && !someIn.some((name) => isFilled(parts[name]))) return false;
  return Object.entries(where).every(
    ([name, condition]) => condition === undefined || holds(name === 'id' ? id : parts.object[name], condition),
  );
}

type Attributes = Readonly<Record<string, unknown>>;
type Listed = Attributes & { readonly object: Attributes };

const isFilled = (list: unknown): boolean => Array.isArray(list) && list.length > 0;

const isObject = (value: unknown): value is Attributes =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** As PostgreSQL's `@>` has it. */
function contains(whole: unknown, part: unknown): boolean {
  if (Array.isArray(part)) {
    return Array.isArray(whole) && part.every((wanted) => whole.some((element) => contains(element, wanted)));
  }
  if (!isObject(part)) return whole === part;
  return isObject(whole) && Object.entries(part).every(([name, wanted]) => contains(whole[name], wanted));
}

function holds(value: unknown, condition: Condition): boolean {
  const { in: options, like, isThere } = condition;
  if (value === null || value === undefined) {
    return Object.entries(condition).every(
      ([name, wanted]: [string, unknown]) => wanted === undefined || (name === 'isThere' && wanted === false),
    );
  }
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return [
    isThere !== false,
    options === undefined || options.includes(text),
    like === undefined || like.some((pattern) => matches(text, pattern)),
    isWithin(Number(value), condition),
  ].every(Boolean);
}

function isWithin(value: number, { gt, gte, lt, lte }: Condition): boolean {
  const isAbove = (gt === undefined || value > gt) && (gte === undefined || value >= gte);
  return isAbove && (lt === undefined || value < lt) && (lte === undefined || value <= lte);
}

function matches(text: string, pattern: string): boolean {
  const source = pattern.split('*').map((part) => part.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`));
  return new RegExp(`^${source.join('.*')}$`, 's').test(text);
}
