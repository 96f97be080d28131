// Applied in this order. A migration that has shipped is never changed: add another one.
import { First } from './20261121000000_first.ts';
import { Pricing } from './20261121100000_pricing.ts';
import { Webhooks } from './20261121200000_webhooks.ts';
import { FairQueue } from './20261121300000_fair_queue.ts';

export const migrations = [
  { name: '20261121000000_first', class: First },
  { name: '20261121100000_pricing', class: Pricing },
  { name: '20261121200000_webhooks', class: Webhooks },
  { name: '20261121300000_fair_queue', class: FairQueue },
];
