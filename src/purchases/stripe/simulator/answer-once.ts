// Idempotency as Stripe has it (https://docs.stripe.com/api/idempotent_requests): the first answer under a key is kept
// and given again; the key with another request is refused. Refusals by validation are not kept.
import { hash } from 'node:crypto';
import type { Database, Transaction } from '../../../database/index.ts';
import type { WebRequest, WebResponse } from '../../pages/web.ts';
import { type ApiAnswer, errorAnswer, toResponse } from './api-answer.ts';
import { findRequest, insertObject, saveObject } from './stored-objects.ts';
import { newStripeId } from './stripe-ids.ts';

const LONGEST_KEY = 255;

export interface OnceOptions {
  readonly database: Database;
  readonly request: WebRequest;
  readonly now: Date;
  /** Runs in the transaction that keeps its answer. */
  readonly work: (tx: Transaction) => Promise<ApiAnswer>;
}

export async function answerOnce({ database, request, now, work }: OnceOptions): Promise<WebResponse> {
  const key = request.headers['idempotency-key'];
  if (typeof key !== 'string' || key === '') return toResponse(await database.transaction(work));
  if (key.length > LONGEST_KEY) return toResponse(refuseKey(`must have at most ${LONGEST_KEY} characters.`));
  const fingerprint = hash('sha256', `${request.method} ${request.path}\n${request.body.toString('utf8')}`);
  const headers = { 'idempotency-key': key };
  return database.transaction(async (tx) => {
    const id = newStripeId('req');
    const place = { kind: 'request', id } as const;
    const first = await insertObject(tx, { ...place, body: { fingerprint }, createdAt: now, idempotencyKey: key });
    if (!first) return replay(tx, key, fingerprint);
    const answer = await work(tx);
    if (answer.status < 400) await saveObject(tx, place, { fingerprint, answer });
    else await tx.rows(`delete from stripe_simulator_object where id = $1`, [id]);
    return toResponse(answer, headers);
  });
}

async function replay(tx: Transaction, key: string, fingerprint: string): Promise<WebResponse> {
  const stored = await findRequest(tx, key);
  if (stored?.answer === undefined) throw new Error('an answered request has no answer');
  if (stored.fingerprint !== fingerprint) {
    return toResponse(
      refuseKey(
        `can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`,
      ),
    );
  }
  return toResponse(stored.answer, { 'idempotency-key': key, 'idempotent-replayed': 'true' });
}

function refuseKey(rule: string): ApiAnswer {
  return errorAnswer({
    status: 400,
    type: 'idempotency_error',
    message: `Keys for idempotent requests ${rule}`,
  });
}
