// What can be spent (docs.lumenfall.ai/api-reference/balance).
import { z } from 'zod';
import { readsOf } from '../../callers/index.ts';
import { json, type Route, route } from '../route.ts';
import { toAmount, worthOf } from './worth.ts';

const balanceShape = z.strictObject({
  object: z.literal('balance'),
  billing_type: z.enum(['prepaid', 'postpaid']),
  available: z.strictObject({
    /** Null for postpaid: nothing was paid in advance. */
    amount: z.number().nullable(),
    currency: z.string(),
  }),
});

export const BALANCE_ROUTES: readonly Route[] = [
  route({
    method: 'GET',
    path: '/v1/balance',
    name: 'getBalance',
    summary: 'What can be spent now.',
    scopes: ['ACCOUNT_READ'],
    answers: { 200: balanceShape },
    handle: async (call) => {
      const worth = worthOf(call.services.catalog.storefront);
      const isPostpaid = call.viewer.account.billingMode === 'POSTPAID';
      const { available } = await readsOf(call).balance();
      return json(200, {
        object: 'balance',
        billing_type: isPostpaid ? 'postpaid' : 'prepaid',
        available: { amount: isPostpaid ? null : toAmount(available, worth), currency: worth.currency.toLowerCase() },
      } satisfies z.output<typeof balanceShape>);
    },
  }),
];
