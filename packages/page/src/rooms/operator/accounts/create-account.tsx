// A new account with its first key, whose secret is shown once.
import { Link } from 'react-router';
import { useAsk } from '../../../data/ask.ts';
import { useGateway } from '../../../data/gateway.tsx';
import { SecretOf } from '../../keys/secret.tsx';
import { ActDialog, type ActField } from '../act.tsx';
import { CREATE_ACCOUNT, PLANS } from './documents.ts';

/** The storefront's first plan. */
const FIRST = 'FIRST';

export function CreateAccount({ onClose }: { onClose(): void }) {
  const gateway = useGateway();
  const plans = useAsk(PLANS, {}).data?.plans ?? [];
  const fields: readonly ActField[] = [
    { name: 'name', label: 'Name' },
    { name: 'email', label: 'E-mail address', help: 'One address opens one account; may be left empty' },
    {
      name: 'planId',
      label: 'Plan',
      initial: FIRST,
      options: [{ id: FIRST, label: 'The first one' }, ...plans.map(({ id, name }) => ({ id, label: name }))],
    },
  ];
  return (
    <ActDialog
      title="Open an account"
      fields={fields}
      submitLabel="Open"
      onClose={onClose}
      act={async ({ reason, idempotencyKey, valueOf }) => {
        const email = valueOf('email');
        const planId = valueOf('planId');
        const input = {
          name: valueOf('name'),
          reason,
          idempotencyKey,
          ...(email === '' ? {} : { email }),
          ...(planId === FIRST ? {} : { planId }),
        };
        const { createAccount } = await gateway.request(CREATE_ACCOUNT, { input }, { isRepeatable: true });
        const { account, secret, userErrors } = createAccount;
        return {
          userErrors,
          hasSecret: secret !== null,
          done: (
            <div className="stack-tight">
              <p>
                The account <Link to={`/operator/accounts/${account?.id ?? ''}`}>{account?.name}</Link> is open.
              </p>
              {secret === null ? (
                <p>Its key was made by an earlier try, whose answer was lost: issue another one on its page.</p>
              ) : (
                <SecretOf secret={secret} what="its first key" />
              )}
            </div>
          ),
        };
      }}
    >
      <p>It gets a wallet and a first key that may do everything with this account.</p>
    </ActDialog>
  );
}
