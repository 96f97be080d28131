// How much of a body is read depends on who sends it: a price book is larger than anything a customer has to say.
import { type Readable, Transform } from 'node:stream';
import type { Viewer } from '../../callers/index.ts';

const CUSTOMER_BODY_BYTES = 100_000;
export const LARGEST_BODY_BYTES = 1_000_000;

class BodyTooLargeError extends Error {
  override readonly name = 'BodyTooLargeError';
  readonly statusCode = 413;
}

export function bodyLimitOf(viewer: Viewer | undefined): number {
  return viewer?.key.scopes.includes('OPERATOR') === true ? LARGEST_BODY_BYTES : CUSTOMER_BODY_BYTES;
}

/** @throws BodyTooLargeError now, when the length is announced; in the stream that it gives, when it is not */
export function limitBody(payload: Readable, contentLength: string | undefined, limit: number): Readable {
  const announced = Number(contentLength);
  if (announced > limit) throw new BodyTooLargeError();
  // Node reads no more of a body than its announced length.
  return Number.isNaN(announced) ? countedBody(payload, limit) : payload;
}

function countedBody(payload: Readable, limit: number): Readable {
  const counter = createCounter(limit);
  counter.on('error', () => undefined); // whoever reads it gets the error as well
  payload.once('close', () => {
    // A caller that hung up half-way: nobody waits for the rest.
    if (!payload.readableEnded) counter.destroy(new Error('the body ended early'));
  });
  return payload.pipe(counter);
}

function createCounter(limit: number): Transform {
  let received = 0;
  return new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      received += chunk.length;
      if (received > limit) done(new BodyTooLargeError());
      else done(null, chunk);
    },
  });
}
