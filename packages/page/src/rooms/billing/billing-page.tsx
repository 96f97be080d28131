// What can be bought, what is paid for by itself, and what was paid.
import { useAsk, useTell } from '../../data/ask.ts';
import { refusalsOf } from '../../data/refusals.ts';
import { Refusals, Shown } from '../../data/states.tsx';
import { Button } from '../../look/button.tsx';
import { PageHeading } from '../../look/heading.tsx';
import { AutoTopUp } from './auto-top-up.tsx';
import { BILLING, OPEN_PORTAL } from './documents.ts';
import { Emails } from './emails.tsx';
import { Invoices } from './invoices.tsx';
import { Packs } from './packs.tsx';
import { Plans } from './plans.tsx';
import { Purchases } from './purchases.tsx';
import { Warnings } from './warnings.tsx';

const LIVE_SECONDS = 5;

export function BillingPage() {
  const asked = useAsk(BILLING, {}, { everySeconds: LIVE_SECONDS });
  const portal = useTell(OPEN_PORTAL);
  const open = async (): Promise<void> => {
    const url = (await portal.tell({ input: { returnUrl: location.href } }))?.billingPortal.url ?? null;
    if (url !== null) location.assign(url);
  };
  return (
    <div className="stack">
      <PageHeading
        title="Billing"
        action={
          <Button isPending={portal.isPending} onPress={() => void open()}>
            Cards and addresses
          </Button>
        }
      />
      <Refusals errors={refusalsOf(portal.error, portal.data?.billingPortal.userErrors)} />
      <Shown asked={asked} lines={10}>
        {(data) => (
          <>
            <Packs packs={data.creditPacks} />
            <Plans plans={data.plans} account={data.account} />
            <div className="split">
              <AutoTopUp packs={data.creditPacks} topUp={data.account.autoTopUp} />
              <div className="stack">
                <Warnings thresholds={data.account.warnings.thresholds} />
                <Emails address={data.account.email} emails={data.account.emails} />
              </div>
            </div>
            {data.account.billingMode === 'POSTPAID' ? <Invoices /> : null}
          </>
        )}
      </Shown>
      <Purchases />
    </div>
  );
}
