// A fresh database with a ledger and generations in it, and providers that a test scripts.

import { newId } from '../../src/database/index.ts';
import {
  createGenerations,
  type Generation,
  type GenerationRequest,
  type GenerationRoom,
  isFinal,
  type Provider,
} from '../../src/generation/index.ts';
import { ZERO } from '../../src/money/index.ts';
import { type ChangingCatalog, changingCatalog } from './changing-catalog.ts';
import { listenToAll } from './event-listener.ts';
import { createLedgerWorld, type LedgerWorld, type OtherGateway } from './ledger-world.ts';

export interface RoomOptions {
  /** Receives the names of what is logged. */
  readonly logged?: string[];
  /** Receives what is logged, in full. */
  readonly details?: Readonly<Record<string, unknown>>[];
  readonly catalog?: ChangingCatalog;
  /** Whose connections and ledger it uses; the world's own when absent. */
  readonly at?: OtherGateway;
  /** The real clock when absent. */
  readonly now?: () => Date;
}

export interface GenerationWorld extends LedgerWorld {
  readonly catalog: ChangingCatalog;
  /** Another gateway's room on the same database; closed with the world. */
  openRoom(provider: Provider | readonly Provider[], options?: RoomOptions): GenerationRoom;
}

export const MODEL = 'bfl/flux-1.1-pro';

export async function createGenerationWorld(): Promise<GenerationWorld> {
  const world = await createLedgerWorld();
  const listener = await listenToAll(world.url, world.database);
  const rooms: GenerationRoom[] = [];
  const usual = changingCatalog();
  return {
    ...world,
    catalog: usual,
    openRoom: (provider, { logged = [], details = [], catalog = usual, now = () => new Date(), at = world } = {}) => {
      const { database, ledger } = at;
      const log = (event: string, about: Readonly<Record<string, unknown>>): void => {
        logged.push(event);
        details.push(about);
      };
      const rules = { quoteMinutes: 15, review: { factor: 3, minimum: ZERO } };
      const room = createGenerations({
        ...{ database, ledger, catalog, rules, now, log },
        providers: 'name' in provider ? [provider] : provider,
        events: listener,
      });
      rooms.push(room);
      return room;
    },
    close: async () => {
      for (const room of rooms) await room.stop();
      await listener.close();
      await world.close();
    },
  };
}

export function requestOf(accountId: string, more: Partial<GenerationRequest> = {}): GenerationRequest {
  return {
    accountId,
    apiKeyId: newId(),
    concurrencyLimit: 100,
    model: MODEL,
    prompt: 'a seal',
    parameters: {},
    count: 1,
    idempotencyKey: newId(),
    quoteId: undefined,
    maxCost: undefined,
    providerOrder: undefined,
    webhookUrl: undefined,
    metadata: undefined,
    tags: undefined,
    ...more,
  };
}

export async function accepted(room: GenerationRoom, request: GenerationRequest): Promise<Generation> {
  const outcome = await room.generations.request(request);
  if (outcome.status !== 'accepted') throw new Error(`refused: ${outcome.refusal.code}`);
  return outcome.generation;
}

/** The generation once it has ended and is billed. */
export async function ended(room: GenerationRoom, { accountId, id }: Generation): Promise<Generation> {
  const followed = await room.generations.follow(accountId, id);
  if (followed === undefined) throw new Error('not found');
  let last: Generation | undefined;
  for await (const generation of followed) last = generation;
  if (last === undefined || !isFinal(last)) throw new Error('it did not end');
  return last;
}
