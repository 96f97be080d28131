import { randomUUID } from 'node:crypto';
import type { Call } from './route.ts';

/** The caller's own, or one for this request alone: whoever sends none and asks again asks for something new. */
export const idempotencyKeyOf = ({ header }: Pick<Call, 'header'>): string =>
  header('idempotency-key') ?? `request-${randomUUID()}`;

/** On the answer to a repetition. */
export const replayedHeader = (replayed: boolean): Readonly<Record<string, string>> =>
  replayed ? { 'idempotency-replayed': 'true' } : {};
