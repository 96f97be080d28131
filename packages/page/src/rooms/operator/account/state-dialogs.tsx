// Whether an account may spend: suspended, released, closed.
import { useGateway } from '../../../data/gateway.tsx';
import { ActDialog } from '../act.tsx';
import type { AccountDialogProps } from './account.ts';
import { CLOSE, RELEASE, SUSPEND } from './action-documents.ts';

// Each says the same once more when it is sent again.
const REPEATABLE = { isRepeatable: true };

export function SuspendDialog({ account: { id, name }, onClose }: AccountDialogProps) {
  const gateway = useGateway();
  return (
    <ActDialog
      title={`Suspend ${name}`}
      submitLabel="Suspend"
      isDangerous
      onClose={onClose}
      act={async ({ reason }) => {
        const input = { accountId: id, reason };
        const { suspendAccount } = await gateway.request(SUSPEND, { input }, REPEATABLE);
        return {
          userErrors: suspendAccount.userErrors,
          done: suspendAccount.changed ? 'Suspended: it may look, and not spend.' : 'It was suspended already.',
        };
      }}
    >
      It may look, and not spend, until it is released. What runs already ends and is settled.
    </ActDialog>
  );
}

export function ReleaseDialog({ account: { id, name }, onClose }: AccountDialogProps) {
  const gateway = useGateway();
  return (
    <ActDialog
      title={`Release ${name}`}
      submitLabel="Release"
      onClose={onClose}
      act={async ({ reason }) => {
        const input = { accountId: id, reason };
        const { releaseAccount } = await gateway.request(RELEASE, { input }, REPEATABLE);
        const { account: after, userErrors } = releaseAccount;
        const stays =
          'It is still suspended: another reason, such as an unpaid invoice, goes on until its cause is gone.';
        return { userErrors, done: after?.status === 'SUSPENDED' ? stays : 'Released: it may spend again.' };
      }}
    >
      Ends what an operator suspended. Another reason, such as an unpaid invoice, goes on until its own cause is gone.
    </ActDialog>
  );
}

export function CloseDialog({ account: { id, name }, onClose }: AccountDialogProps) {
  const gateway = useGateway();
  return (
    <ActDialog
      title={`Close ${name} for good`}
      submitLabel="Close for good"
      isDangerous
      onClose={onClose}
      act={async ({ reason }) => {
        const input = { accountId: id, reason };
        const { closeAccount } = await gateway.request(CLOSE, { input }, REPEATABLE);
        return {
          userErrors: closeAccount.userErrors,
          done: closeAccount.changed ? 'Closed. Its keys have ended.' : 'It was closed already.',
        };
      }}
    >
      There is no way back. Its keys end at once; what runs already is settled; what is left of its credits stays in the
      books. Refused while a subscription would be paid on.
    </ActDialog>
  );
}
