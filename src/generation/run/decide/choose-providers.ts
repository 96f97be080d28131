// Which providers to try, in which order. Pure.
import type { ProviderModel } from '../../../catalog/index.ts';

/** How a provider has been lately. */
export interface ProviderCondition {
  readonly isHealthy: boolean;
  /** Typical time from submission to delivery, in milliseconds; undefined before the first delivery. */
  readonly typicalMilliseconds: number | undefined;
}

export interface Choice {
  /** The model's providers, in the storefront's order. */
  readonly offered: readonly string[];
  /** What the storefront says of some of them; weights in particular. */
  readonly upstream: readonly ProviderModel[];
  /** What the customer asked for: names, or `fastest`. The storefront's choice when absent or empty. */
  readonly wanted: readonly string[] | undefined;
  /** Of the providers that are switched on, and of no other. */
  readonly conditions: ReadonlyMap<string, ProviderCondition>;
  /** Any text that is the generation's own: what decides by weight, always the same for the same generation. */
  readonly draw: string;
}

/**
 * Names in the order of trying. Without a wish: the storefront's order, or by lot in proportion to the weights where there
 * are any. Those that are unhealthy come last: they may have recovered.
 */
export function chooseProviders(choice: Choice): string[] {
  const { offered, wanted, conditions } = choice;
  const isWish = wanted !== undefined && wanted.length > 0;
  const names = isWish
    ? wanted.flatMap((name) => (name === 'fastest' ? fastestFirst(choice) : [name]))
    : usualOrder(choice);
  const usable = [...new Set(names)].filter((name) => offered.includes(name) && conditions.has(name));
  const isHealthy = (name: string): boolean => conditions.get(name)?.isHealthy === true;
  return [...usable.filter(isHealthy), ...usable.filter((name) => !isHealthy(name))];
}

function usualOrder({ offered, upstream, draw }: Choice): readonly string[] {
  const weights = new Map(upstream.map(({ provider, weight }) => [provider, weight]));
  if (![...weights.values()].some((weight) => weight !== undefined)) return offered;
  const tickets = new Map(offered.map((name) => [name, ticket(`${draw} ${name}`, weights.get(name) ?? 1)]));
  return offered.toSorted((a, b) => (tickets.get(a) ?? 0) - (tickets.get(b) ?? 0));
}

/** The one that nobody has timed yet comes after those that somebody has. */
function fastestFirst({ offered, conditions }: Choice): readonly string[] {
  const time = (name: string): number => conditions.get(name)?.typicalMilliseconds ?? Number.MAX_VALUE;
  return offered.toSorted((a, b) => time(a) - time(b));
}

/** An exponential race: the smallest ticket wins, with a chance in proportion to its weight. */
const ticket = (text: string, weight: number): number => -Math.log(fractionOf(text)) / weight;

const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;
const WORDS = 2 ** 32;

/** A number above 0, at most 1, that depends on the text alone (FNV-1a, finished by one more mix). */
function fractionOf(text: string): number {
  let hash = FNV_OFFSET;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), FNV_PRIME);
  }
  hash = Math.imul(hash ^ (hash >>> 15), FNV_OFFSET | 1);
  return (((hash ^ (hash >>> 13)) >>> 0) + 1) / WORDS;
}
