import type { ResultOf } from '../../data/result-of.ts';
import { Refusals } from '../../data/states.tsx';
import { counted, groupDigits, isZero, money } from '../../look/amount.ts';
import { Badge, inWords } from '../../look/badge.tsx';
import { Button } from '../../look/button.tsx';
import { Card } from '../../look/card.tsx';
import { Moment } from '../../look/moment.tsx';
import { type Column, Table } from '../../look/table.tsx';
import type { BILLING } from './documents.ts';
import { useCheckout } from './use-checkout.ts';

type Data = ResultOf<typeof BILLING>;
type Plan = Data['plans'][number];

export interface PlansProps {
  readonly plans: readonly Plan[];
  readonly account: Data['account'];
}

export function Plans({ plans, account: { plan: current, subscription } }: PlansProps) {
  const checkout = useCheckout();
  const columns: readonly Column<Plan>[] = [
    {
      name: 'Plan',
      show: ({ id, name }) => (
        <>
          {name} {id === current.id ? <Badge tone="live">Yours</Badge> : null}
        </>
      ),
    },
    { name: 'A month', isNumber: true, show: ({ price }) => money(price) },
    { name: 'A year', isNumber: true, show: ({ yearlyPrice }) => (yearlyPrice === null ? '–' : money(yearlyPrice)) },
    { name: 'Credits a month', isNumber: true, show: ({ monthlyCredits }) => groupDigits(monthlyCredits) },
    { name: 'At once', isNumber: true, show: ({ concurrencyLimit }) => concurrencyLimit },
    { name: 'History', show: ({ auditWindowDays }) => counted(auditWindowDays, 'day') },
    {
      name: 'Change',
      show: ({ id, name, price, yearlyPrice }) =>
        id === current.id ? null : (
          <span className="row">
            <Button
              small
              aria-label={`Change to ${name}, by the month`}
              isPending={checkout.pending === id}
              onPress={() => void checkout.changePlan(id, 'MONTH')}
            >
              {isZero(price.amount) ? 'Change' : 'By the month'}
            </Button>
            {yearlyPrice === null ? null : (
              <Button
                small
                aria-label={`Change to ${name}, by the year`}
                onPress={() => void checkout.changePlan(id, 'YEAR')}
              >
                By the year
              </Button>
            )}
          </span>
        ),
    },
  ];
  return (
    <Card title="Plan">
      {subscription === null ? null : (
        <p>
          {inWords(subscription.status)}; {subscription.cancelAtPeriodEnd ? 'ends' : 'renews'}{' '}
          <Moment at={subscription.currentPeriodEnd} dayOnly />.
        </p>
      )}
      <Refusals errors={checkout.refusals} />
      <Table caption="Plans" columns={columns} rows={plans} keyOf={({ id }) => id} />
    </Card>
  );
}
