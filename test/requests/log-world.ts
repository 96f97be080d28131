// The log of requests over a fresh database, without a gateway: what is under way is what a test says.
import { byShard, firstIdAt, newId } from '../../src/database/index.ts';
import { microCredits } from '../../src/money/index.ts';
import {
  type AnsweredRequest,
  createRequests,
  type EndedRequest,
  type OpenRequest,
  type RequestRoom,
  type RequestServices,
} from '../../src/requests/index.ts';
import { recordRequests } from '../../src/requests/record-requests.ts';
import { createLedgerWorld, type LedgerWorld } from '../support/ledger-world.ts';

export interface Logged {
  readonly event: string;
  readonly details: Readonly<Record<string, unknown>>;
}

export interface LogWorld extends Pick<LedgerWorld, 'database'> {
  /** What the gateway's log was given. */
  readonly logged: Logged[];
  /** A room with everything kept unless told otherwise; it is stopped with the world. */
  open(options?: Partial<RequestServices> & { readonly underWay?: readonly OpenRequest[] }): RequestRoom;
  /** Lines as ends of generations write them. */
  record(lines: readonly EndedRequest[]): Promise<void>;
  /** Lines of an account, oldest first. */
  lines(accountId: string): Promise<{ readonly id: string; readonly status: string }[]>;
  close(): Promise<void>;
}

export async function createLogWorld(): Promise<LogWorld> {
  const { database, close } = await createLedgerWorld();
  const logged: Logged[] = [];
  const rooms: RequestRoom[] = [];
  return {
    database,
    logged,
    open: ({ underWay = [], ...options } = {}) => {
      const room = createRequests({
        ...{ database, share: 1, keptOf: () => Promise.resolve([]) },
        generations: {
          open: () => Promise.resolve([...underWay]),
          countOpen: () => Promise.resolve(underWay.length),
          purge: () => Promise.resolve('NOT_FOUND'),
        },
        log: (event, details) => logged.push({ event, details }),
        ...options,
      });
      rooms.push(room);
      return room;
    },
    record: async (lines) => {
      for (const [shard, own] of byShard(database, lines)) {
        await shard.transaction(async (tx) => recordRequests(tx, own));
      }
    },
    lines: (accountId) =>
      database.rows('select id, status from logged_request where account_id = $1 order by id', [accountId]),
    close: async () => {
      for (const room of rooms) await room.stop();
      await close();
    },
  };
}

const MODEL = 'a/model';

/** A line of a request that came in at this moment. */
export function lineAt(accountId: string, milliseconds: number, more: Partial<EndedRequest> = {}): EndedRequest {
  // The first 15 digits of an id are its time and its version; what is random tells lines of one moment apart.
  const id = firstIdAt(milliseconds).slice(0, 15) + newId().slice(15);
  return {
    ...{ accountId, id, apiKeyId: newId(), endpoint: 'GENERATE', status: 'COMPLETED', model: MODEL },
    ...{ generationId: id, cost: microCredits(1_000n), durationMilliseconds: 10, errorCode: undefined },
    ...{ errorMessage: undefined, userId: undefined, sessionId: undefined, traceId: undefined },
    ...{ inputBytes: 2, outputs: 1, outputBytes: 3n },
    ...more,
  };
}

export const refusal = (accountId: string, more: Partial<AnsweredRequest> = {}): AnsweredRequest => ({
  ...{ accountId, apiKeyId: newId(), endpoint: 'GENERATE', status: 'REJECTED', model: MODEL, errorCode: 'ASKED' },
  ...more,
});
