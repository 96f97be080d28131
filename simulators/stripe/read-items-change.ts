// The items of a subscription as a request wants them.
import type Stripe from 'stripe';
import type { z } from 'zod';
import { refuse } from './api-answer.ts';
import type { ItemChange, ItemsChange } from './change-items.ts';
import { choosePrice } from './product.ts';
import { type ItemChangeFields, refuseMixture } from './subscription-parameters.ts';
import type { Work } from './work.ts';

export async function readItemsChange(
  work: Work,
  subscription: Stripe.Subscription,
  given: {
    readonly items?: readonly z.infer<typeof ItemChangeFields>[] | undefined;
    readonly proration_behavior?: 'create_prorations' | 'always_invoice' | 'none' | undefined;
    readonly proration_date?: number | undefined;
    readonly billing_cycle_anchor?: 'now' | 'unchanged' | undefined;
  },
): Promise<ItemsChange> {
  const items = await Promise.all(
    (given.items ?? []).map(async (item, index): Promise<ItemChange> => {
      const before = subscription.items.data.find(({ id }) => id === item.id);
      if (item.id !== undefined && before === undefined) {
        throw refuse(`No such subscription item: '${item.id}'`, {
          param: `items[${index}][id]`,
          code: 'resource_missing',
        });
      }
      const quantity = item.quantity ?? before?.quantity ?? 1;
      if (item.deleted === true) return { id: item.id, price: undefined, quantity };
      const isSamePrice = item.price === undefined && item.price_data === undefined && before !== undefined;
      const price = isSamePrice ? before.price : await choosePrice(work, item, `items[${index}]`);
      return { id: item.id, price, quantity };
    }),
  );
  refuseMixture(items.flatMap(({ price }) => price ?? []));
  return {
    items,
    proration: given.proration_behavior ?? 'create_prorations',
    prorationDate: given.proration_date,
    isAnchoredNow: given.billing_cycle_anchor === 'now',
  };
}
