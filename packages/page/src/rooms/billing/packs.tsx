import type { ResultOf } from '../../data/result-of.ts';
import { Refusals } from '../../data/states.tsx';
import { groupDigits, money } from '../../look/amount.ts';
import { Button } from '../../look/button.tsx';
import { Card } from '../../look/card.tsx';
import { type Column, Table } from '../../look/table.tsx';
import type { BILLING } from './documents.ts';
import { useCheckout } from './use-checkout.ts';

type Pack = ResultOf<typeof BILLING>['creditPacks'][number];

const VALIDITY: Readonly<Record<Pack['validity'], string>> = {
  DAYS_30: '30 days',
  DAYS_90: '90 days',
  LIFETIME: 'Never expires',
};

export function Packs({ packs }: { readonly packs: readonly Pack[] }) {
  const checkout = useCheckout();
  const columns: readonly Column<Pack>[] = [
    { name: 'Pack', show: ({ name }) => name },
    { name: 'Credits', isNumber: true, show: ({ credits }) => groupDigits(credits) },
    { name: 'Price', isNumber: true, show: ({ price }) => money(price) },
    { name: 'Good for', show: ({ validity }) => VALIDITY[validity] },
    {
      name: 'Buy',
      show: ({ id, name, requiresPlan }) => (
        <>
          <Button
            small
            variant="primary"
            aria-label={`Buy ${name}`}
            isPending={checkout.pending === id}
            onPress={() => void checkout.buy(id)}
          >
            Buy
          </Button>
          {requiresPlan ? <span className="small soft"> with a paid plan</span> : null}
        </>
      ),
    },
  ];
  return (
    <Card title="Credit packs">
      <Refusals errors={checkout.refusals} />
      <Table
        caption="Credit packs"
        columns={columns}
        rows={packs}
        keyOf={({ id }) => id}
        empty="Nothing is sold here."
      />
    </Card>
  );
}
