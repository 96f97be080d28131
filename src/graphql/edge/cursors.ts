// Cursors: the key of the last row of a page, opaque to clients. Keys and not offsets, so that a page costs the same
// however far it is, and nothing is shown twice when rows are added meanwhile.

import { readSequence } from '../../callers/index.ts';
import { type MicroCredits, microCredits } from '../../money/index.ts';

/** One way to write a list's key as text, and to read it back. */
export interface CursorKind<Key> {
  write(key: Key): string;
  /** Undefined for text that this kind never wrote. */
  read(text: string): Key | undefined;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const BASE64URL = /^[A-Za-z0-9_-]{1,300}$/;

function cursorKind<Key>(
  tag: string,
  write: (key: Key) => string,
  read: (text: string) => Key | undefined,
): CursorKind<Key> {
  const start = `${tag}:`;
  return {
    write: (key) => base64url(start + write(key)),
    read: (cursor) => {
      if (!BASE64URL.test(cursor)) return undefined;
      const text = Buffer.from(cursor, 'base64url').toString();
      return text.startsWith(start) ? read(text.slice(start.length)) : undefined;
    },
  };
}

const ASCII = /^[\0-\x7f]*$/;

/** A buffer for each of the fifty cursors of a page takes three times as long; `btoa` knows one byte per letter only. */
function base64url(text: string): string {
  if (!ASCII.test(text)) return Buffer.from(text).toString('base64url');
  const written = btoa(text);
  const padding = written.indexOf('=');
  const bare = padding < 0 ? written : written.slice(0, padding);
  return bare.includes('+') || bare.includes('/') ? bare.replaceAll('+', '-').replaceAll('/', '_') : bare;
}

/** A text of two parts, whose first has no colon. */
function splitOnce(text: string): [string, string] | undefined {
  const colon = text.indexOf(':');
  return colon < 0 ? undefined : [text.slice(0, colon), text.slice(colon + 1)];
}

export interface ModelPriceKey {
  /** Undefined among the models that the request does not fit. */
  readonly price: MicroCredits | undefined;
  readonly identifier: string;
}

function readModelPrice(text: string): ModelPriceKey | undefined {
  const [price, identifier] = splitOnce(text) ?? [];
  if (price === undefined || identifier === undefined || !/^\d{0,19}$/.test(price)) return undefined;
  return { price: price === '' ? undefined : microCredits(BigInt(price)), identifier };
}

export interface HeldCursorKey {
  readonly heldAt: Date;
  readonly id: string;
}

function readHeldKey(text: string): HeldCursorKey | undefined {
  const [milliseconds, id] = splitOnce(text) ?? [];
  const uuid = id === undefined ? undefined : readUuid(id);
  if (milliseconds === undefined || uuid === undefined || !/^\d{1,14}$/.test(milliseconds)) return undefined;
  return { heldAt: new Date(Number(milliseconds)), id: uuid };
}

export interface DeliveryCursorKey {
  readonly eventId: string;
  readonly targetId: string;
}

function readDeliveryKey(text: string): DeliveryCursorKey | undefined {
  const [eventId, targetId] = (splitOnce(text) ?? []).map(readUuid);
  return eventId === undefined || targetId === undefined ? undefined : { eventId, targetId };
}

const readUuid = (text: string): string | undefined => (UUID.test(text) ? text : undefined);

export interface RankedCursorKey {
  readonly rank: bigint;
  readonly id: string;
}

function readRankedKey(text: string): RankedCursorKey | undefined {
  const [rank, id] = splitOnce(text) ?? [];
  const uuid = id === undefined ? undefined : readUuid(id);
  return rank === undefined || uuid === undefined || !/^-?\d{1,18}$/.test(rank)
    ? undefined
    : { rank: BigInt(rank), id: uuid };
}

const rankedCursor = (tag: string): CursorKind<RankedCursorKey> =>
  cursorKind(tag, ({ rank, id }) => `${rank}:${id}`, readRankedKey);

/** One kind per list: a cursor of another list is malformed here. */
export const TRANSACTION_CURSOR = cursorKind<bigint>('transaction', String, readSequence);
export const GENERATION_CURSOR = cursorKind<string>('generation', String, readUuid);
export const REQUEST_CURSOR = cursorKind<string>('request', String, readUuid);
export const PURCHASE_CURSOR = cursorKind<string>('purchase', String, readUuid);
/** `YYYY-MM-01`. */
export const INVOICE_CURSOR = cursorKind<string>('invoice', String, (text) =>
  /^\d{4}-(0[1-9]|1[0-2])-01$/.test(text) ? text : undefined,
);
export const MODEL_CURSOR = cursorKind<string>('model', String, (text) => text);
export const MODEL_PRICE_CURSOR = cursorKind<ModelPriceKey>(
  'model-price',
  ({ price, identifier }) => `${price ?? ''}:${identifier}`,
  readModelPrice,
);
export const HELD_CURSOR = cursorKind<HeldCursorKey>(
  'held',
  ({ heldAt, id }) => `${heldAt.getTime()}:${id}`,
  readHeldKey,
);
export const WEBHOOK_DELIVERY_CURSOR = cursorKind<DeliveryCursorKey>(
  'webhook-delivery',
  ({ eventId, targetId }) => `${eventId}:${targetId}`,
  readDeliveryKey,
);
export const STUCK_CURSOR = cursorKind<HeldCursorKey>(
  'stuck',
  ({ heldAt, id }) => `${heldAt.getTime()}:${id}`,
  readHeldKey,
);
export const FINDING_CURSOR = cursorKind<string>('finding', String, (text) =>
  /^fnd_[0-9a-z]{26}$/.test(text) ? text : undefined,
);
export const AUDIT_CURSOR = cursorKind<HeldCursorKey>(
  'audit',
  ({ heldAt, id }) => `${heldAt.getTime()}:${id}`,
  readHeldKey,
);
/** A cursor belongs to its order. */
export const ACCOUNT_CURSORS = {
  NEWEST: rankedCursor('account-newest'),
  BALANCE_HIGHEST: rankedCursor('account-highest'),
  BALANCE_LOWEST: rankedCursor('account-lowest'),
  OWING: rankedCursor('account-owing'),
} as const;
