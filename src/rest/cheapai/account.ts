// GET /v1/credits and GET /v1/packages (cheapaiapi.com/docs/billing).
import { z } from 'zod';
import { readsOf } from '../../callers/index.ts';
import type { CreditPack } from '../../catalog/index.ts';
import { formatCredits, formatMoney } from '../../money/index.ts';
import { json, route } from '../route.ts';
import { exactCredits, isDone, wholeCredits } from './shapes.ts';
import { wholeCreditsHeld } from './whole-credits.ts';

export const creditsAnswer = z.object({ success: isDone, credits: wholeCredits, exact_credits: exactCredits });

export const credits = route({
  method: 'GET',
  path: '/v1/credits',
  name: 'credits',
  summary: 'What can be spent now.',
  scopes: ['ACCOUNT_READ'],
  answers: { 200: creditsAnswer },
  handle: async (call) => {
    const { available } = await readsOf(call).balance();
    const value: z.output<typeof creditsAnswer> = {
      success: true,
      credits: wholeCreditsHeld(available),
      exact_credits: formatCredits(available),
    };
    return json(200, value);
  },
});

export const packagesAnswer = z.object({
  success: isDone,
  packages: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      credits: wholeCredits,
      /** Null: for ever. */
      validity_days: z.int().nullable(),
      price: z.string().describe('A decimal, with all digits of its currency.'),
      currency: z.string(),
    }),
  ),
});

const DAYS_OF = {
  DAYS_30: 30,
  DAYS_90: 90,
  LIFETIME: null,
} as const satisfies Record<CreditPack['validity'], number | null>;

export const packages = route({
  method: 'GET',
  path: '/v1/packages',
  name: 'packages',
  summary: 'Credit packs with their prices. Needs no key.',
  scopes: 'NO_KEY',
  answers: { 200: packagesAnswer },
  handle: async ({ services }) => {
    const value: z.output<typeof packagesAnswer> = {
      success: true,
      packages: services.catalog.current().storefront.packs.map((pack) => ({
        id: pack.id,
        name: pack.name,
        credits: wholeCreditsHeld(pack.credits),
        validity_days: DAYS_OF[pack.validity],
        price: formatMoney(pack.price),
        currency: pack.price.currency,
      })),
    };
    return Promise.resolve(json(200, value));
  },
});
