// What somebody should look at, the gravest first; nothing when all is well.
import { isZero } from '../../look/amount.ts';
import { LinkButton } from '../../look/button.tsx';
import { Credits } from '../../look/credits.tsx';
import { Moment } from '../../look/moment.tsx';
import { Notice } from '../../look/notice.tsx';
import type { OverviewData } from './overview-data.ts';

export function Attention({ data }: { readonly data: OverviewData }) {
  return (
    <>
      <OfTheBalance data={data} />
      <OfTopUp pausedMessage={data.account.autoTopUp?.pausedMessage ?? null} />
      <OfAnomalies anomalies={data.anomalies} />
    </>
  );
}

function OfTheBalance({ data: { account, balance } }: { readonly data: OverviewData }) {
  const [low] = account.warnings.lowBalance;
  const buy = (
    <LinkButton to="/billing" small>
      Buy credits
    </LinkButton>
  );
  return (
    <>
      {account.status === 'ACTIVE' ? null : (
        <Notice tone="bad">This account is suspended: nothing can be generated until that is settled.</Notice>
      )}
      {isZero(balance.debt) ? null : (
        <Notice tone="bad" action={buy}>
          <Credits value={balance.debt} /> credits are owed: the payment for spent credits went back.
        </Notice>
      )}
      {low === undefined ? null : (
        <Notice tone="warn" action={buy}>
          The balance is low: <Credits value={low.available} /> is below the warning at{' '}
          <Credits value={low.threshold} />.
        </Notice>
      )}
      {account.warnings.expiring.map(({ lotId, credits, expiresAt }) => (
        <Notice key={lotId} tone="warn">
          <Credits value={credits} /> credits expire <Moment at={expiresAt} relative />.
        </Notice>
      ))}
    </>
  );
}

function OfTopUp({ pausedMessage }: { readonly pausedMessage: string | null }) {
  if (pausedMessage === null) return null;
  const action = (
    <LinkButton to="/billing" small>
      Auto top-up
    </LinkButton>
  );
  return (
    <Notice tone="warn" action={action}>
      Auto top-up stands still. {pausedMessage}
    </Notice>
  );
}

function OfAnomalies({ anomalies }: Pick<OverviewData, 'anomalies'>) {
  const [first] = anomalies;
  if (first === undefined) return null;
  const action = (
    <LinkButton to="/anomalies" small>
      Look at them
    </LinkButton>
  );
  return (
    <Notice tone={anomalies.some(({ severity }) => severity === 'CRITICAL') ? 'bad' : 'warn'} action={action}>
      {anomalies.length === 1 ? first.message : `${anomalies.length} anomalies in the last 7 days.`}
    </Notice>
  );
}
