// What can be done to an account, one dialog each.
import { type ComponentType, useState } from 'react';
import { Button, type Variant } from '../../../look/button.tsx';
import type { Account, AccountDialogProps } from './account.ts';
import { DeductDialog, GrantDialog } from './credit-dialogs.tsx';
import { IssueKeyDialog } from './key-dialogs.tsx';
import { CloseDialog, ReleaseDialog, SuspendDialog } from './state-dialogs.tsx';
import { BillingDialog, EditDialog, PlanDialog } from './term-dialogs.tsx';

interface Action {
  readonly name: string;
  readonly Dialog: ComponentType<AccountDialogProps>;
  readonly variant?: Variant;
}

const SUSPEND: Action = { name: 'Suspend', Dialog: SuspendDialog, variant: 'danger' };
const RELEASE: Action = { name: 'Release', Dialog: ReleaseDialog };
const OTHERS: readonly Action[] = [
  { name: 'Grant credits', Dialog: GrantDialog, variant: 'primary' },
  { name: 'Deduct credits', Dialog: DeductDialog },
  { name: 'Issue a key', Dialog: IssueKeyDialog },
  { name: 'Change the plan', Dialog: PlanDialog },
  { name: 'Change how it pays', Dialog: BillingDialog },
  { name: 'Edit', Dialog: EditDialog },
];
const CLOSE: Action = { name: 'Close for good', Dialog: CloseDialog, variant: 'danger' };

export function Actions({ account }: { readonly account: Account }) {
  const [chosen, setChosen] = useState<Action>();
  const actions = [...OTHERS, account.status === 'SUSPENDED' ? RELEASE : SUSPEND, CLOSE];
  return (
    <>
      {account.closedAt === null ? (
        <div className="row">
          {actions.map((action) => (
            <Button
              key={action.name}
              variant={action.variant ?? 'plain'}
              onPress={() => {
                setChosen(action);
              }}
            >
              {action.name}
            </Button>
          ))}
        </div>
      ) : (
        <p className="soft">It is closed, for good. Its purchases can still be refunded, below.</p>
      )}
      <p className="small soft">
        A charge is refunded in its row under Generations, a purchase under Purchases, and a key is revoked under Keys.
      </p>
      {chosen === undefined ? null : (
        <chosen.Dialog
          account={account}
          onClose={() => {
            setChosen(undefined);
          }}
        />
      )}
    </>
  );
}
