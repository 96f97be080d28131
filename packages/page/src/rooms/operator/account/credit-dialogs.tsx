// Credits that are given and taken without a payment, and charges and purchases that are given back.
import { useGateway } from '../../../data/gateway.tsx';
import { money } from '../../../look/amount.ts';
import { inWords } from '../../../look/badge.tsx';
import { Credits } from '../../../look/credits.tsx';
import { ActDialog, type ActField } from '../act.tsx';
import type { AccountDialogProps } from './account.ts';
import { DEDUCT, GRANT, REFUND_CHARGE, REFUND_PURCHASE } from './action-documents.ts';

const REPEATABLE = { isRepeatable: true };

const AMOUNT: ActField = { name: 'credits', label: 'Credits', isAmount: true };
const EXPIRY: ActField = {
  name: 'expiresAt',
  label: 'Expires on',
  help: 'Such as 2027-01-31, at midnight UTC; empty: never',
};

interface AfterProps {
  readonly what: string;
  readonly balance: { readonly available: string } | null;
  readonly replayed: boolean;
}

function After({ what, balance, replayed }: AfterProps) {
  return (
    <>
      {what}
      {replayed ? ', by an earlier try, whose answer was lost' : ''}. Available now:{' '}
      <strong>
        <Credits value={balance?.available} unit />
      </strong>
    </>
  );
}

export function GrantDialog({ account, onClose }: AccountDialogProps) {
  const gateway = useGateway();
  return (
    <ActDialog
      title={`Grant credits to ${account.name}`}
      fields={[AMOUNT, EXPIRY]}
      submitLabel="Grant"
      onClose={onClose}
      act={async ({ reason, idempotencyKey, valueOf }) => {
        const ends = valueOf('expiresAt');
        const expiry = ends === '' ? {} : { expiresAt: `${ends}T00:00:00Z` };
        const input = { accountId: account.id, credits: valueOf('credits'), reason, idempotencyKey, ...expiry };
        const { grantCredits } = await gateway.request(GRANT, { input }, REPEATABLE);
        return { userErrors: grantCredits.userErrors, done: <After what="Granted" {...grantCredits} /> };
      }}
    >
      It has <Credits value={account.balance.available} unit /> now. No money moves.
    </ActDialog>
  );
}

export function DeductDialog({ account, onClose }: AccountDialogProps) {
  const gateway = useGateway();
  return (
    <ActDialog
      title={`Deduct credits from ${account.name}`}
      fields={[AMOUNT]}
      submitLabel="Deduct"
      isDangerous
      onClose={onClose}
      act={async ({ reason, idempotencyKey, valueOf }) => {
        const input = { accountId: account.id, credits: valueOf('credits'), reason, idempotencyKey };
        const { deductCredits } = await gateway.request(DEDUCT, { input }, REPEATABLE);
        return { userErrors: deductCredits.userErrors, done: <After what="Deducted" {...deductCredits} /> };
      }}
    >
      Takes back credits that were granted, never more than is left of them. What was bought goes back with its money:
      refund the purchase.
    </ActDialog>
  );
}

export interface RefundChargeProps {
  readonly accountId: string;
  readonly generation: { readonly id: string; readonly cost: string | null };
  onClose(): void;
}

export function RefundChargeDialog({ accountId, generation, onClose }: RefundChargeProps) {
  const gateway = useGateway();
  return (
    <ActDialog
      title="Refund a charge"
      fields={[{ ...AMOUNT, help: 'Empty: all that is left of the charge' }]}
      submitLabel="Refund"
      onClose={onClose}
      act={async ({ reason, idempotencyKey, valueOf }) => {
        const credits = valueOf('credits');
        const part = credits === '' ? {} : { credits };
        const input = { accountId, generationId: generation.id, reason, idempotencyKey, ...part };
        const { refundCharge } = await gateway.request(REFUND_CHARGE, { input }, REPEATABLE);
        const { transaction, userErrors } = refundCharge;
        return { userErrors, done: <After what={`Refunded ${transaction?.amount ?? ''} credits`} {...refundCharge} /> };
      }}
    >
      <code>{generation.id}</code> cost <Credits value={generation.cost} unit />. What is refunded goes back to the
      credits that paid; all refunds together never exceed the charge.
    </ActDialog>
  );
}

export interface RefundPurchaseProps {
  readonly accountId: string;
  readonly purchase: {
    readonly id: string;
    readonly credits: string;
    readonly price: { readonly amount: string; readonly currency: string };
  };
  onClose(): void;
}

export function RefundPurchaseDialog({ accountId, purchase, onClose }: RefundPurchaseProps) {
  const gateway = useGateway();
  return (
    <ActDialog
      title="Refund a purchase"
      fields={[{ ...AMOUNT, help: 'Empty: all that is unused of it' }]}
      submitLabel="Refund"
      isDangerous
      onClose={onClose}
      act={async ({ reason, idempotencyKey, valueOf }) => {
        const credits = valueOf('credits');
        const part = credits === '' ? {} : { credits };
        const input = { accountId, purchaseId: purchase.id, reason, idempotencyKey, ...part };
        const { refundPurchase } = await gateway.request(REFUND_PURCHASE, { input }, REPEATABLE);
        const { refund, userErrors } = refundPurchase;
        const done =
          refund === null ? null : (
            <>
              {money(refund.amount)} go back for <Credits value={refund.credits} unit />: {inWords(refund.status)}.
            </>
          );
        return { userErrors, done };
      }}
    >
      <Credits value={purchase.credits} unit /> were bought for {money(purchase.price)}. The unused ones are taken
      first; if no money goes back, they return.
    </ActDialog>
  );
}
