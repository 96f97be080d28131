// Applied in this order. A migration that has shipped is never changed: add another one.
import { First } from './20261121000000_first.ts';
import { Pricing } from './20261121100000_pricing.ts';

export const migrations = [
  { name: '20261121000000_first', class: First },
  { name: '20261121100000_pricing', class: Pricing },
];
