// Credits issued = credits paid for, less what went back, + promotions. What was paid for is told by Stripe's payments.
import type Stripe from 'stripe';
import { fromPublicId } from '../../../../src/database/index.ts';
import type { Customer } from '../customer.ts';
import { isPlanInvoice, type StripeBooks } from '../stripe-books.ts';
import type { World } from '../world.ts';
import { type Check, differ, sumOf } from './check.ts';

/** Of the year's storefront, by their price in cents: it tells the pack. Micro-credits. */
const PACKS: Readonly<Record<number, bigint>> = {
  2_500: 25_000_000n,
  6_000: 50_000_000n,
  1_500: 10_000_000n,
  18_000: 200_000_000n,
};
/** A plan's credits equal its price. */
const PLAN_MICRO_PER_CENT = 10_000n;

interface Expected {
  /** Of a pack or a top-up. */
  readonly purchaseId: string | undefined;
  readonly source: 'PACK' | 'AUTO_TOP_UP' | 'PLAN';
  readonly granted: bigint;
  readonly back: bigint;
}

const isPurchase = ({ metadata }: Stripe.PaymentIntent): boolean => metadata['purchase_id'] !== undefined;
const isTopUp = ({ metadata }: Stripe.PaymentIntent): boolean => metadata['kind'] === 'auto_top_up';

function expectedOfPack(payment: Stripe.PaymentIntent, { back }: StripeBooks): Expected {
  const granted = PACKS[payment.amount] ?? 0n;
  const { refunded, lost } = back.get(payment.id) ?? { refunded: 0, lost: 0 };
  return {
    purchaseId: fromPublicId('pur', payment.metadata['purchase_id'] ?? ''),
    source: isTopUp(payment) ? 'AUTO_TOP_UP' : 'PACK',
    granted,
    back: (granted * BigInt(refunded + lost)) / BigInt(payment.amount),
  };
}

function expectedOf(books: StripeBooks): Expected[] {
  const paid = books.payments.filter(({ status }) => status === 'succeeded');
  const plans = books.invoices.filter(isPlanInvoice).reduce((sum, { amount_paid: amount }) => sum + amount, 0);
  const backOfPlans = paid
    .filter((payment) => !isPurchase(payment))
    .map(({ id }) => books.back.get(id) ?? { refunded: 0, lost: 0 })
    .reduce((sum, { refunded, lost }) => sum + refunded + lost, 0);
  const ofPlans: Expected = {
    purchaseId: undefined,
    source: 'PLAN',
    granted: BigInt(plans) * PLAN_MICRO_PER_CENT,
    back: BigInt(backOfPlans) * PLAN_MICRO_PER_CENT,
  };
  return [ofPlans, ...paid.filter(isPurchase).map((payment) => expectedOfPack(payment, books))];
}

const ADDED = `select l.source, sum(t.amount)::bigint as amount from ledger_transaction t
  join lot l on l.account_id = t.account_id and l.number = t.lot_numbers[1]
  where t.account_id = $1 and t.type = 'ADD' and t.idempotency_key is distinct from 'welcome-credits' group by 1`;
const BACK = `select (select coalesce(sum(clawed_back), 0) from lot where account_id = $1)::bigint as taken,
  (select debt from wallet where account_id = $1) as debt`;

export const checkCredits: Check = async ({ world, customer, books }) => {
  const { database } = world;
  const { accountId } = customer;
  const expected = expectedOf(books);
  const rows = await database.rows<{ source: string; amount: bigint }>(ADDED, [accountId]);
  const added = new Map(rows.map(({ source, amount }) => [source, amount]));
  const wrong = (['PACK', 'AUTO_TOP_UP', 'PLAN'] as const).flatMap((source) => {
    const paid = sumOf(expected.filter((one) => one.source === source).map(({ granted }) => granted));
    return differ(`credits of ${source}`, added.get(source) ?? 0n, paid);
  });
  const gifts = sumOf([...customer.gifts.values()]);
  const expired = await expiredOf(world, customer, expected);
  const [went] = await database.rows<{ taken: bigint; debt: bigint }>(BACK, [accountId]);
  const back = sumOf(expected.map((one) => one.back));
  const gone = (went?.taken ?? 0n) + (went?.debt ?? 0n);
  const isRight = gone <= back && gone >= back - expired;
  return [
    ...wrong,
    ...differ('credits of PROMOTION', added.get('PROMOTION') ?? 0n, gifts),
    ...(isRight ? [] : [`credits that went back: ${gone}, expected ${back} less ${expired} that had expired`]),
    ...checkPayments(books),
  ];
};

/** Credits that had expired before their money went back are not owed: nobody has had them. */
async function expiredOf({ database }: World, { accountId }: Customer, expected: readonly Expected[]): Promise<bigint> {
  const rows = await database.rows<{ purchase_id: string; expired: bigint }>(
    'select purchase_id, expired from lot where account_id = $1 and purchase_id is not null',
    [accountId],
  );
  const expiredBy = new Map(rows.map(({ purchase_id: id, expired }) => [id, expired]));
  return sumOf(
    expected.map(({ purchaseId = '', back }) => {
      const expired = expiredBy.get(purchaseId) ?? 0n;
      return expired < back ? expired : back;
    }),
  );
}

/** Stripe's own books agree with themselves: all payments that are no purchase paid an invoice. */
function checkPayments({ payments, invoices }: StripeBooks): string[] {
  const paid = payments.filter((payment) => payment.status === 'succeeded' && !isPurchase(payment));
  const invoiced = invoices.reduce((sum, { amount_paid: amount }) => sum + amount, 0);
  return differ(
    'money for invoices',
    paid.reduce((sum, { amount }) => sum + amount, 0),
    invoiced,
  );
}
