// Public ids. Stored things have TypeIDs over their UUIDs (`gen_01k…`); a transaction, a lot and a model are named by
// their number or identifier, which is unique within the account that asks.
import { fromPublicId as readUuid, toPublicId as writeId } from '../public-ids/index.ts';

export type IdPrefix = 'acct' | 'key' | 'gen' | 'pur' | 'rfd' | 'quo' | 'hook' | 'evt' | 'inv' | 'req' | 'exp';

/** `gen`, uuid -> `gen_01k…`. */
export function toPublicId(prefix: IdPrefix, uuid: string): string {
  return writeId(prefix, uuid);
}

/** The uuid behind a public id; undefined when the text is not an id of that kind. */
export function fromPublicId(prefix: IdPrefix, publicId: string): string | undefined {
  return readUuid(prefix, publicId);
}

const LARGEST_SEQUENCE = 2n ** 63n - 1n;
const LARGEST_LOT = 2 ** 31 - 1;

export const transactionId = (sequence: bigint): string => `txn_${sequence}`;
export const lotId = (number: number): string => `lot_${number}`;
export const modelId = (identifier: string): string => `mdl_${identifier}`;

/** What a public id names, for node(id). */
export type Named =
  | { readonly kind: (typeof UUID_KINDS)[keyof typeof UUID_KINDS]; readonly uuid: string }
  | { readonly kind: 'transaction'; readonly sequence: bigint }
  | { readonly kind: 'lot'; readonly number: number }
  | { readonly kind: 'model'; readonly identifier: string };

const UUID_KINDS = {
  acct: 'account',
  key: 'apiKey',
  gen: 'generation',
  hook: 'webhookEndpoint',
  inv: 'invoice',
  pur: 'purchase',
  quo: 'quote',
} as const;

/** Undefined when no thing could have this id. */
export function readId(publicId: string): Named | undefined {
  const separator = publicId.indexOf('_');
  const prefix = publicId.slice(0, separator);
  const rest = publicId.slice(separator + 1);
  switch (prefix) {
    case 'acct':
    case 'key':
    case 'gen':
    case 'hook':
    case 'inv':
    case 'pur':
    case 'quo': {
      const uuid = fromPublicId(prefix, publicId);
      return uuid === undefined ? undefined : { kind: UUID_KINDS[prefix], uuid };
    }
    case 'txn': {
      const sequence = readSequence(rest);
      return sequence === undefined ? undefined : { kind: 'transaction', sequence };
    }
    case 'lot': {
      const number = Number(readSequence(rest) ?? 0n);
      return number > 0 && number <= LARGEST_LOT ? { kind: 'lot', number } : undefined;
    }
    case 'mdl':
      return { kind: 'model', identifier: rest };
    default:
      return undefined;
  }
}

/** A number from 1 that fits a PostgreSQL bigint. */
export function readSequence(text: string): bigint | undefined {
  if (!/^[1-9]\d{0,18}$/.test(text)) return undefined;
  const sequence = BigInt(text);
  return sequence <= LARGEST_SEQUENCE ? sequence : undefined;
}
