// Where a host name leads. Asked of the name servers, past /etc/hosts and without occupying a thread of this process.
import { Resolver } from 'node:dns/promises';
import { isPublicAddress } from './public-address.ts';

/** All addresses of a name, at least one. Throws an error with a code when there is none. */
export type ResolveHost = (hostname: string) => Promise<readonly string[]>;

const TIMEOUT_MILLISECONDS = 2_000;
const TRIES = 2;

export function createResolveHost(): ResolveHost {
  const resolver = new Resolver({ timeout: TIMEOUT_MILLISECONDS, tries: TRIES });
  return async (hostname) => {
    const answers = await Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)]);
    const addresses = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
    if (addresses.length > 0) return addresses;
    const failure = answers.find((answer) => answer.status === 'rejected');
    throw failure?.reason ?? new Error(`${hostname} has no address`);
  };
}

/** A name that leads, perhaps among others, to an address that is not public. */
export class AddressRefusedError extends Error {
  override readonly name = 'AddressRefusedError';

  constructor() {
    super('the host name leads to an address that is not public');
  }
}

/** One address that is not public refuses them all: which of them is connected to is not ours to choose. */
export async function resolvePublic(resolve: ResolveHost, hostname: string): Promise<readonly string[]> {
  const addresses = await resolve(hostname);
  if (addresses.length === 0 || !addresses.every(isPublicAddress)) throw new AddressRefusedError();
  return addresses;
}
