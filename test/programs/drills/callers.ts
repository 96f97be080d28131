// Customers who keep a gateway busy, and what they were told: each asks again, under the same key, until it is answered.
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { ask } from '../../support/gateway-client.ts';
import { GENERATE, generateInput } from '../../support/gateway-operations.ts';

export interface Customer {
  /** `acct_…` */
  readonly id: string;
  readonly key: string;
}

/** A generation that the gateway said it took. */
export interface Acknowledged {
  readonly accountId: string;
  readonly idempotencyKey: string;
  readonly generationId: string;
  /** By this process's clock, in milliseconds. */
  readonly askedAt: number;
  readonly answeredAt: number;
}

export interface Callers {
  readonly acknowledged: readonly Acknowledged[];
  /** Requests that got no answer, or an error. */
  readonly failed: number;
  /** Until everything that was asked is answered. */
  stop(): Promise<void>;
  /** What has no answer yet is not asked again: after a check that failed, nobody may be there to give one. */
  abandon(): Promise<void>;
}

const PAUSE_MILLISECONDS = 50;
/** One in so many is painted; the others fail at the provider, and are refunded. */
const PAINTED_OF = 10;

const paintedSometimes = (idempotencyKey: string, turn: number): Record<string, unknown> =>
  generateInput({
    idempotencyKey,
    parameters: { sandbox: { outcome: turn % PAINTED_OF === 0 ? 'succeed' : 'fail' } },
  });

export interface Calling {
  readonly url: string;
  readonly customers: readonly Customer[];
  readonly callers: number;
  /** What is asked for under a key; `turn` counts from 1. One in ten is painted by the sandbox by default, the others fail there. */
  readonly inputFor?: (idempotencyKey: string, turn: number) => Record<string, unknown>;
}

export function startCallers({ url, customers, callers, inputFor = paintedSometimes }: Calling): Callers {
  const acknowledged: Acknowledged[] = [];
  let [isOver, isAbandoned, failed, turn] = [false, false, 0, 0];

  const generate = async ({ id, key }: Customer): Promise<void> => {
    turn += 1;
    const idempotencyKey = randomUUID();
    const input = inputFor(idempotencyKey, turn);
    while (!isAbandoned) {
      const askedAt = Date.now();
      const { generationId, refusal } = await askOnce(url, key, input);
      if (generationId !== undefined) {
        acknowledged.push({ accountId: id, idempotencyKey, generationId, askedAt, answeredAt: Date.now() });
        return;
      }
      if (refusal === undefined) failed += 1;
      await delay(PAUSE_MILLISECONDS);
    }
  };

  const running = Promise.all(
    Array.from({ length: callers }, async (_, index) => {
      const customer = customers[index % customers.length];
      while (!isOver && customer !== undefined) await generate(customer);
    }),
  );
  running.catch(() => undefined); // stop says it
  return {
    acknowledged,
    get failed() {
      return failed;
    },
    stop: async () => {
      isOver = true;
      await running;
    },
    abandon: async () => {
      [isOver, isAbandoned] = [true, true];
      await running.catch(() => undefined);
    },
  };
}

interface Answered {
  readonly generationId: string | undefined;
  /** Undefined when there was no answer, or an error. */
  readonly refusal: string | undefined;
}

/** One request, asked once. @throws when it is refused for good */
export async function askOnce(url: string, key: string, input: object): Promise<Answered> {
  const answer = await ask(url, { query: GENERATE, variables: { input } }, { key }).catch(() => undefined);
  const payload = answer?.data?.generate as
    | { readonly generation: { readonly id: string } | null; readonly userErrors: readonly { readonly code: string }[] }
    | null
    | undefined;
  const refusal = payload?.userErrors[0]?.code;
  if (refusal !== undefined && refusal !== 'CONCURRENCY_LIMIT_REACHED') throw new Error(`refused: ${refusal}`);
  return { generationId: payload?.generation?.id, refusal };
}
