// One request's unit of work: what it reads, what it changes, what happened. Everything is written at once at the end.
import type Stripe from 'stripe';
import { refuseMissing } from './api-answer.ts';
import { USUAL_DUNNING } from './decide-dunning.ts';
import type { Objects, StoredObject, StoreTransaction } from './object-store.ts';
import type { StoredBodies, StoredKind, StoredSettings } from './stored-objects.ts';
import { buildEvent, changedAttributes, type Happening } from './stripe-event.ts';
import { unixSeconds } from './stripe-ids.ts';

export interface WorkOptions {
  readonly objects: Objects;
  /** Real time, or that of the test clock which the objects live by. */
  readonly now: Date;
  readonly baseUrl: string;
  /** The request that causes the events; null for what time causes. */
  readonly request: { readonly id: string | null; readonly idempotency_key: string | null };
}

interface Entry {
  readonly kind: StoredKind;
  readonly body: StoredBodies[StoredKind];
  readonly createdAt: Date;
  readonly isChanged: boolean;
}

export const USUAL_SETTINGS: StoredSettings = {
  delivery: { mode: 'deliver', copies: 1, order: 'as_happened', delayMilliseconds: 0 },
  dunning: USUAL_DUNNING,
};
export const SETTINGS_ID = 'settings';

/** Objects are never changed in place: what happened is told with the object as it was then. */
export class Work {
  /** Moves on while a test clock advances. */
  now: Date;
  readonly baseUrl: string;
  /** The store itself, for lists: it knows nothing of what is not flushed. */
  readonly objects: Objects;
  readonly #request: WorkOptions['request'];
  readonly #entries = new Map<string, Entry>();
  readonly #removed = new Set<string>();
  readonly #happenings: Happening[] = [];

  constructor({ objects, now, baseUrl, request }: WorkOptions) {
    this.objects = objects;
    this.#request = request;
    this.now = now;
    this.baseUrl = baseUrl;
  }

  get seconds(): number {
    return unixSeconds(this.now);
  }

  /** Reads what is not read yet, all at once. */
  async load(ids: readonly string[]): Promise<void> {
    const missing = ids.filter((id) => !this.#entries.has(id) && !this.#removed.has(id));
    if (missing.length === 0) return;
    for (const { id, kind, body, createdAt } of await this.objects.find(missing)) {
      this.#entries.set(id, { kind, body, createdAt, isChanged: false });
    }
  }

  async find<Kind extends StoredKind>(kind: Kind, id: string): Promise<StoredBodies[Kind] | undefined> {
    await this.load([id]);
    const entry = this.#entries.get(id);
    return entry?.kind === kind ? (entry.body as StoredBodies[Kind]) : undefined;
  }

  /** @throws ApiRefusal resource_missing, with the parameter that named it */
  async need<Kind extends StoredKind>(kind: Kind, id: string, param = 'id'): Promise<StoredBodies[Kind]> {
    const found = await this.find(kind, id);
    if (found === undefined) throw refuseMissing(kind, id, param);
    return found;
  }

  /** What another object refers to. @throws when it is not there: a bug */
  async get<Kind extends StoredKind>(kind: Kind, id: string): Promise<StoredBodies[Kind]> {
    const found = await this.find(kind, id);
    if (found === undefined) throw new Error(`the simulator has lost ${kind} ${id}`);
    return found;
  }

  async findMany<Kind extends StoredKind>(kind: Kind, ids: readonly string[]): Promise<StoredBodies[Kind][]> {
    await this.load(ids);
    const found = await Promise.all(ids.map((id) => this.find(kind, id)));
    return found.filter((body) => body !== undefined);
  }

  /** Keeps a new object or the next state of one. */
  save<Kind extends StoredKind>(kind: Kind, id: string, body: StoredBodies[Kind]): void {
    const createdAt = this.#entries.get(id)?.createdAt ?? this.now;
    this.#entries.set(id, { kind, body, createdAt, isChanged: true });
    this.#removed.delete(id);
  }

  /** Forgets an object for good: drafts and detached things that Stripe deletes. */
  remove(id: string): void {
    this.#entries.delete(id);
    this.#removed.add(id);
  }

  happened(type: Stripe.Event.Type, object: object): void {
    this.#happenings.push({ type, object, at: this.seconds });
  }

  /** Something that was there before is otherwise now; nothing is said when it is not. */
  changed(type: Stripe.Event.Type, before: object, after: object): void {
    const previous = changedAttributes(before, after);
    if (previous === undefined) return;
    this.#happenings.push({ type, object: after, at: this.seconds, previous });
  }

  async settings(): Promise<StoredSettings> {
    return (await this.find('settings', SETTINGS_ID)) ?? USUAL_SETTINGS;
  }

  /** Writes all that changed and all events. Answers the events, in the order in which they happened. */
  flush(tx: StoreTransaction): Stripe.Event[] {
    const events = this.#happenings
      .toSorted((one, other) => one.at - other.at)
      .map((happening) => buildEvent(happening, this.#request));
    const changed = [...this.#entries].flatMap(([id, { kind, body, createdAt, isChanged }]) =>
      isChanged ? [{ kind, id, body, createdAt }] : [],
    );
    const told = events.map((object): StoredObject<'event'> => {
      return { kind: 'event', id: object.id, body: { object }, createdAt: new Date(object.created * 1000) };
    });
    if (this.#removed.size > 0) tx.remove([...this.#removed]);
    tx.put([...changed, ...told]);
    return events;
  }
}

/** The id in a reference that may be expanded. */
export function idOf(reference: string | { readonly id: string } | null | undefined): string | undefined {
  if (reference === null || reference === undefined) return undefined;
  return typeof reference === 'string' ? reference : reference.id;
}
