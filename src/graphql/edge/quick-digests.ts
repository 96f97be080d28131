// Apollo names the text of each operation by its SHA-256, through @apollo/utils.createhash, which looks up Node's `crypto` as a module anew
// for each text: that takes several times as long as the digest. Here it is given what it asks for, at once, and the digest in one call.
import { hash } from 'node:crypto';
import { createRequire } from 'node:module';

/** As much of Node's `crypto` as is asked for there. */
export interface Digests {
  createHash(kind: string): { update(text: string): { digest(encoding: 'hex'): string } };
}

const quick: Digests = {
  createHash: (kind) => ({ update: (text) => ({ digest: (encoding) => hash(kind, text, encoding) }) }),
};

/** What looks modules up there; undefined when Apollo has no such package any more, and there is nothing to do. */
export function findLookUp(): NodeJS.Module | undefined {
  const ours = createRequire(import.meta.url);
  const apollos = createRequire(ours.resolve('@apollo/server'));
  try {
    const path = apollos.resolve('@apollo/utils.createhash');
    apollos(path);
    return apollos.cache[path];
  } catch {
    return undefined;
  }
}

/** Once for the process. */
export function useQuickDigests(): void {
  const found = findLookUp();
  if (found === undefined) return;
  const before = createRequire(found.filename);
  const lookUp = (id: string): unknown => (id === 'crypto' ? quick : before(id));
  Object.assign(found, { require: lookUp });
}
