// Decides what a generation costs that the gateway could not decide by itself.
import { useGateway } from '../../../data/gateway.tsx';
import { Credits } from '../../../look/credits.tsx';
import { ActDialog, type ActField } from '../act.tsx';
import { SETTLE } from './documents.ts';

export interface Unsettled {
  readonly accountId: string;
  readonly generationId: string;
  readonly reserved: string;
  /** What was delivered comes to; null when that is not known; "0" for what has not ended. */
  readonly proposed: string | null;
}

export interface SettleDialogProps {
  readonly of: Unsettled;
  onClose(): void;
}

export function SettleDialog({ of: { accountId, generationId, reserved, proposed }, onClose }: SettleDialogProps) {
  const gateway = useGateway();
  const cost: ActField = {
    name: 'cost',
    label: 'Cost in credits',
    help: 'One that has not ended is ended with a cost of 0',
    isAmount: true,
    initial: proposed ?? '',
  };
  return (
    <ActDialog
      title="Settle a generation"
      fields={[cost]}
      submitLabel="Settle"
      onClose={onClose}
      act={async ({ reason, valueOf }) => {
        const input = { accountId, generationId, cost: valueOf('cost'), reason };
        const { settleGeneration } = await gateway.request(SETTLE, { input });
        const { balance, replayed, userErrors } = settleGeneration;
        const done = (
          <>
            {replayed ? 'It was settled like that already' : 'Settled'}. Available to the account now:{' '}
            <Credits value={balance?.available} unit />
          </>
        );
        return { userErrors, done };
      }}
    >
      <code>{generationId}</code> of <code>{accountId}</code>. Set aside for it: <Credits value={reserved} unit />.
    </ActDialog>
  );
}
