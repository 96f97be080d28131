// What every resolver is given, made anew for each request.
import { createLoaders, type Loaders } from './loaders.ts';
import type { Services } from './services.ts';
import type { Viewer } from './viewer.ts';

export interface GraphqlContext {
  readonly services: Services;
  readonly viewer: Viewer;
  readonly requestId: string;
  /** Batched look-ups of one account's rows. */
  readonly loaders: (accountId: string) => Loaders;
  /** Forgets what was looked up: called before a mutation. */
  readonly forget: () => void;
}

export function createContext(services: Services, viewer: Viewer, requestId: string): GraphqlContext {
  const byAccount = new Map<string, Loaders>();
  return {
    services,
    viewer,
    requestId,
    loaders: (accountId) => {
      const loaders = byAccount.get(accountId) ?? createLoaders(services, accountId);
      byAccount.set(accountId, loaders);
      return loaders;
    },
    forget: () => {
      byAccount.clear();
    },
  };
}
