// Under which terms an account is: its plan, how it pays, and whom it belongs to.
import { useAsk } from '../../../data/ask.ts';
import { useGateway } from '../../../data/gateway.tsx';
import type { BillingMode } from '../../../gql/graphql.ts';
import { inWords } from '../../../look/badge.tsx';
import { Credits } from '../../../look/credits.tsx';
import { PLANS } from '../accounts/documents.ts';
import { ActDialog, type ActField } from '../act.tsx';
import type { AccountDialogProps } from './account.ts';
import { EDIT, SET_BILLING, SET_PLAN } from './action-documents.ts';

const AS_IT_WAS = 'It was like that already: nothing changed.';

export function PlanDialog({ account, onClose }: AccountDialogProps) {
  const gateway = useGateway();
  const plans = useAsk(PLANS, {}).data?.plans ?? [account.plan];
  const field: ActField = {
    name: 'planId',
    label: 'Plan',
    initial: account.plan.id,
    options: plans.map(({ id, name }) => ({ id, label: name })),
  };
  return (
    <ActDialog
      title={`Change the plan of ${account.name}`}
      fields={[field]}
      submitLabel="Change"
      onClose={onClose}
      act={async ({ reason, valueOf }) => {
        const input = { accountId: account.id, planId: valueOf('planId'), reason };
        const { setPlan } = await gateway.request(SET_PLAN, { input });
        const { changed, userErrors, account: after } = setPlan;
        return { userErrors, done: changed ? `The plan is ${after?.plan.name ?? ''} now.` : AS_IT_WAS };
      }}
    >
      Without a payment. It stays until a subscription of the account says something new.
    </ActDialog>
  );
}

const MODES: readonly BillingMode[] = ['PREPAID', 'POSTPAID'];

export function BillingDialog({ account, onClose }: AccountDialogProps) {
  const gateway = useGateway();
  const isPostpaid = account.billingMode === 'POSTPAID';
  const fields: readonly ActField[] = [
    {
      name: 'mode',
      label: 'Pays',
      initial: account.billingMode,
      options: MODES.map((id) => ({ id, label: inWords(id) })),
    },
    {
      name: 'creditLimit',
      label: 'Credit limit',
      help: 'For postpaid: what it may owe at once, in credits',
      isAmount: true,
      initial: isPostpaid ? account.creditLimit : '',
    },
  ];
  return (
    <ActDialog
      title={`How ${account.name} pays`}
      fields={fields}
      submitLabel="Change"
      onClose={onClose}
      act={async ({ reason, valueOf }) => {
        const mode = MODES.find((known) => known === valueOf('mode')) ?? account.billingMode;
        const limit = valueOf('creditLimit');
        const creditLimit = mode === 'PREPAID' || limit === '' ? null : limit;
        const input = { accountId: account.id, mode, creditLimit, reason };
        const { setBillingMode } = await gateway.request(SET_BILLING, { input });
        const { writtenOff, userErrors, account: after } = setBillingMode;
        const done = (
          <>
            It is {after?.billingMode.toLowerCase()} now, with a limit of <Credits value={after?.creditLimit} unit />.
            {writtenOff === null ? null : (
              <>
                {' '}
                Written off: <Credits value={writtenOff} unit />.
              </>
            )}
          </>
        );
        return { userErrors, done };
      }}
    >
      Postpaid is paid by monthly invoice, up to the limit. Back to prepaid only when nothing is owed that an invoice
      can ask for.
    </ActDialog>
  );
}

export function EditDialog({ account, onClose }: AccountDialogProps) {
  const gateway = useGateway();
  const fields: readonly ActField[] = [
    { name: 'name', label: 'Name', initial: account.name },
    { name: 'email', label: 'E-mail address', initial: account.email ?? '' },
  ];
  return (
    <ActDialog
      title={`Edit ${account.name}`}
      fields={fields}
      submitLabel="Save"
      onClose={onClose}
      act={async ({ reason, valueOf }) => {
        const email = valueOf('email');
        const address = email === (account.email ?? '') ? {} : { email };
        const input = { accountId: account.id, name: valueOf('name'), reason, ...address };
        const { editAccount } = await gateway.request(EDIT, { input });
        const { changed, userErrors } = editAccount;
        return { userErrors, done: changed ? 'Saved.' : AS_IT_WAS };
      }}
    >
      What people call it, and where it is written to.
    </ActDialog>
  );
}
