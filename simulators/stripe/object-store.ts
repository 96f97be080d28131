// Where the simulator keeps its objects: all that it asks of a database. PostgreSQL is one (postgres-store.ts), the memory of
// one process another (memory-store.ts). Bodies are JSON: what is undefined in them is not kept. Nobody changes them in place.
import type { StoredBodies, StoredKind } from './stored-objects.ts';

export interface StoredObject<Kind extends StoredKind = StoredKind> {
  readonly kind: Kind;
  readonly id: string;
  readonly body: StoredBodies[Kind];
  readonly createdAt: Date;
}

/** What Stripe has lists of: bodies with the `object` that Stripe shows. */
export type ListedKind = Exclude<StoredKind, 'request' | 'secrets' | 'settings'>;

/** What one attribute must be; all that is given must hold, and nothing but `isThere: false` holds for null. */
export interface Condition {
  readonly in?: readonly string[] | undefined;
  /** One of these patterns, in which `*` stands for any text. */
  readonly like?: readonly string[] | undefined;
  /** False: null or missing. */
  readonly isThere?: boolean | undefined;
  /** Whole numbers. */
  readonly gt?: number | undefined;
  readonly gte?: number | undefined;
  readonly lt?: number | undefined;
  readonly lte?: number | undefined;
}

export interface Selection<Kind extends ListedKind = ListedKind> {
  readonly kind: Kind;
  /** Parts of `body.object`: attributes that are equal, and lists in which such elements are. Undefined asks nothing. */
  readonly having?: Readonly<Record<string, unknown>>;
  /** Attributes of `body.object`, all of which must be so. */
  readonly where?: Readonly<Record<string, Condition | undefined>>;
  /** Lists of `body` itself, of which one at least is not empty. */
  readonly someIn?: readonly string[];
  /** In the order of their ids. */
  readonly order: 'ascending' | 'descending';
  /** Only what follows this id in that order. */
  readonly after?: string | undefined;
  readonly limit?: number;
}

export interface Objects {
  /** Those that are there, in any order. */
  find(ids: readonly string[]): Promise<StoredObject[]>;
  list<Kind extends ListedKind>(selection: Selection<Kind>): Promise<StoredBodies[Kind][]>;
}

/** What it reads is what was committed before, and what it wrote itself. */
export interface StoreTransaction extends Objects {
  /** False when the id or the idempotency key is taken; waits for a rival transaction to end before it says so. */
  insert(object: StoredObject, idempotencyKey?: string): Promise<boolean>;
  /** New objects, and new bodies of old ones. When it fails, the transaction does, at its end at the latest. */
  put(objects: readonly StoredObject[]): void;
  remove(ids: readonly string[]): void;
  findRequest(idempotencyKey: string): Promise<StoredBodies['request'] | undefined>;
  /** Until this transaction ends, no other gets past its lock of the same name: an object's id, or any other. */
  lock(name: string): Promise<void>;
}

export interface ObjectStore extends Objects {
  /** What `work` throws undoes all of it. `work` may be run again after a deadlock, so that it has no effects elsewhere. */
  transaction<Result>(work: (tx: StoreTransaction) => Promise<Result>): Promise<Result>;
  /** Of these events: webhook endpoints have accepted them. */
  markDelivered(eventIds: readonly string[]): Promise<void>;
}

export async function findObject<Kind extends StoredKind>(
  objects: Objects,
  kind: Kind,
  id: string,
): Promise<StoredBodies[Kind] | undefined> {
  const [found] = await objects.find([id]);
  return found?.kind === kind ? (found.body as StoredBodies[Kind]) : undefined;
}
