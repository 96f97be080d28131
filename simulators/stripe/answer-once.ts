// Idempotency as Stripe has it (https://docs.stripe.com/api/idempotent_requests): the first answer under a key is kept
// and given again, a declined card's too; the key with another request is refused. Refusals by validation are not kept.
import { hash } from 'node:crypto';
import { type ApiAnswer, ApiRefusal } from './api-answer.ts';
import type { ObjectStore, StoreTransaction } from './object-store.ts';
import { newSecret } from './stripe-ids.ts';
import type { WebRequest } from './web.ts';

const LONGEST_KEY = 255;

export interface OnceOptions {
  readonly store: ObjectStore;
  readonly request: WebRequest;
  readonly now: Date;
  /** Runs in the transaction that keeps its answer; what it throws undoes both. */
  readonly work: (tx: StoreTransaction) => Promise<ApiAnswer>;
}

export interface OnceAnswer {
  readonly answer: ApiAnswer;
  readonly headers: Readonly<Record<string, string>>;
}

export async function answerOnce({ store, request, now, work }: OnceOptions): Promise<OnceAnswer> {
  const key = idempotencyKeyOf(request);
  if (key === undefined) return { answer: await store.transaction(work), headers: {} };
  if (key.length > LONGEST_KEY) throw refuseKey(`must have at most ${LONGEST_KEY} characters.`);
  const fingerprint = hash('sha256', `${request.method} ${request.path}\n${request.body.toString('utf8')}`);
  const headers = { 'idempotency-key': key };
  return store.transaction(async (tx) => {
    const place = { kind: 'request', id: newSecret('req'), createdAt: now } as const;
    const first = await tx.insert({ ...place, body: { fingerprint } }, key);
    if (!first) return replay(tx, key, fingerprint);
    const answer = await work(tx);
    tx.put([{ ...place, body: { fingerprint, answer } }]);
    return { answer, headers };
  });
}

export function idempotencyKeyOf({ headers }: WebRequest): string | undefined {
  const key = headers['idempotency-key'];
  return typeof key === 'string' && key !== '' ? key : undefined;
}

async function replay(tx: StoreTransaction, key: string, fingerprint: string): Promise<OnceAnswer> {
  const stored = await tx.findRequest(key);
  if (stored?.answer === undefined) throw new Error('an answered request has no answer');
  if (stored.fingerprint !== fingerprint) {
    throw refuseKey(
      `can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`,
    );
  }
  return { answer: stored.answer, headers: { 'idempotency-key': key, 'idempotent-replayed': 'true' } };
}

function refuseKey(rule: string): ApiRefusal {
  return new ApiRefusal({
    status: 400,
    type: 'idempotency_error',
    message: `Keys for idempotent requests ${rule}`,
  });
}
