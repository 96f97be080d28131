// Which providers to try, in which order. Pure.
import type { Provider } from './provider.ts';

export interface Choice {
  /** The model's providers, in the storefront's order. */
  readonly offered: readonly string[];
  /** What the customer asked for: names, or `fastest` for the storefront's order. */
  readonly wanted: readonly string[] | undefined;
  /** Providers that are switched on, by name. */
  readonly providers: ReadonlyMap<string, Provider>;
}

export function chooseProviders({ offered, wanted, providers }: Choice): Provider[] {
  const names = wanted?.flatMap((name) => (name === 'fastest' ? offered : [name])) ?? offered;
  const distinct = [...new Set(names)].filter((name) => offered.includes(name));
  return distinct.flatMap((name) => providers.get(name) ?? []);
}
