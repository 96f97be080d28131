// The gateway's own signing keys (Ed25519): from the configuration, or made here and kept in the database, where all gateways
// that share it find them.
import { createHmac, createPrivateKey, createPublicKey, type KeyObject, randomBytes } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK } from 'jose';
import type { Sql } from '../../database/index.ts';
import type { KeyTables } from '../entities.ts';
import { LIFETIME_SECONDS } from './decide-client-token.ts';

export interface SigningKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  /**
   * Which secret of a key a token was made with, said so that nobody without this signing key can compare it with a guess: secrets
   * from the configuration may have been chosen by people.
   */
  readonly mark: (secretHash: Uint8Array) => string;
  /** What nobody without this signing key can make: 43 letters, digits, - and _. */
  readonly seal: (text: string) => string;
}

export interface SigningKeys {
  /** The one that signs. */
  current(): Promise<SigningKey>;
  /** One that signed lately. */
  find(kid: string): Promise<SigningKey | undefined>;
}

/** What stands before the 32 bytes of the seed in an Ed25519 key's PKCS #8 form (RFC 8410). */
const PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');
const MARK_CHARACTERS = 22;

async function toSigningKey(seed: Uint8Array): Promise<SigningKey> {
  const privateKey = createPrivateKey({ key: Buffer.concat([PKCS8_HEAD, seed]), format: 'der', type: 'pkcs8' });
  const publicKey = createPublicKey(privateKey);
  const kid = await calculateJwkThumbprint(await exportJWK(publicKey));
  const mark = (secretHash: Uint8Array): string =>
    createHmac('sha256', seed)
      .update('secret of an API key')
      .update(secretHash)
      .digest('base64url')
      .slice(0, MARK_CHARACTERS);
  // Neither a token nor a mark can be mistaken for it.
  const seal = (text: string): string =>
    createHmac('sha256', seed).update('a link of this gateway').update(text).digest('base64url');
  return { kid, privateKey, publicKey, mark, seal };
}

/** The first signs; the others are accepted, so that tokens outlive a change of the configuration. */
export function configuredSigningKeys(seeds: readonly Uint8Array[]): SigningKeys {
  const keys = Promise.all(seeds.map(toSigningKey));
  return {
    current: async () => {
      const [first] = await keys;
      if (first === undefined) throw new Error('there is no seed of a signing key');
      return first;
    },
    find: async (kid) => (await keys).find((key) => key.kid === kid),
  };
}

const DAY_MILLISECONDS = 86_400_000;
/** How long a key signs before another one is made. */
const SIGNS_MILLISECONDS = 30 * DAY_MILLISECONDS;
/** Rows are read again after this time: a key that was deleted works no longer. */
const FRESH_MILLISECONDS = 60_000;
/** A key is deleted when nothing that it signed can be in force, at a gateway that had not noticed its successor either. */
const KEPT_MILLISECONDS = SIGNS_MILLISECONDS + DAY_MILLISECONDS + LIFETIME_SECONDS.most * 1_000;

interface Stored {
  readonly key: SigningKey;
  readonly createdAt: Date;
}

/** Gateways that make one at the same time make two: both are accepted everywhere, and the newer one signs. */
export function storedSigningKeys(sql: Sql, now: () => Date): SigningKeys {
  let known: { readonly keys: readonly Stored[]; readonly readAt: number } | undefined;
  let reading: Promise<readonly Stored[]> | undefined;

  const read = async (): Promise<readonly Stored[]> => {
    const rows = await sql
      .tables<KeyTables>()
      .selectFrom('client_token_key')
      .select(['seed', 'createdAt'])
      .orderBy('createdAt', 'desc')
      .orderBy('kid')
      .execute();
    const keys = await Promise.all(
      rows.map(async ({ seed, createdAt }) => ({ key: await toSigningKey(seed), createdAt })),
    );
    known = { keys, readAt: now().getTime() };
    return keys;
  };
  const readTogether = (): Promise<readonly Stored[]> => {
    reading ??= read().finally(() => {
      reading = undefined;
    });
    return reading;
  };
  const fresh = async (): Promise<readonly Stored[]> =>
    known !== undefined && now().getTime() - known.readAt < FRESH_MILLISECONDS ? known.keys : readTogether();

  const isIn = (keys: readonly Stored[], kid: string): SigningKey | undefined =>
    keys.find(({ key }) => key.kid === kid)?.key;

  return {
    current: async () => {
      const [newest] = await fresh();
      if (newest !== undefined && now().getTime() - newest.createdAt.getTime() < SIGNS_MILLISECONDS) return newest.key;
      await addKey(sql, now());
      const [made] = await readTogether();
      if (made === undefined) throw new Error('the signing key that was just made is not there');
      return made.key;
    },
    // Another gateway may have made it a moment ago.
    find: async (kid) => isIn(await fresh(), kid) ?? isIn(await readTogether(), kid),
  };
}

async function addKey(sql: Sql, now: Date): Promise<void> {
  const seed = randomBytes(32);
  const { kid } = await toSigningKey(seed);
  const tables = sql.tables<KeyTables>();
  await tables.insertInto('client_token_key').values({ kid, seed, createdAt: now }).execute();
  const outdated = new Date(now.getTime() - KEPT_MILLISECONDS);
  await tables.deleteFrom('client_token_key').where('createdAt', '<', outdated).execute();
}
