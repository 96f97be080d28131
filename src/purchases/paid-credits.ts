// The only place where money that was received becomes credits: packs, plan periods and top-ups, whether their webhook, the
// provider's answer or the reconciler says so.
import { releaseAccount, SUSPENDED_ACCOUNTS } from '../accounts/index.ts';
import { shardOf } from '../database/index.ts';
import { type AddCommand, type companion, hashInput, type LedgerRefusal, WALLETS } from '../ledger/index.ts';
import type { PurchaseContext } from './purchase-context.ts';

export interface PaidCredits extends Pick<AddCommand, 'accountId' | 'amount' | 'purchaseId' | 'description'> {
  readonly source: 'PACK' | 'PLAN' | 'AUTO_TOP_UP';
  /** The provider's payment intent or invoice: its credits are added once, whoever says how often that it is paid. */
  readonly paymentId: string;
  /** What everybody who says so agrees on, also later: not its times, nor what a credit note may lower. */
  readonly facts: Readonly<Record<string, unknown>>;
  readonly expiresAt?: Date | undefined;
  /** Written in the ledger's transaction, so that the credits and what they were paid for are one fact. */
  readonly companion: ReturnType<typeof companion>;
}

/** REFUSED: the ledger would refuse it again, so a person has to look. */
export type PaidCreditsOutcome =
  | { readonly status: 'CREDITED' | 'ALREADY_CREDITED' }
  | { readonly status: 'REFUSED'; readonly refusal: LedgerRefusal };

type Crediting = Pick<PurchaseContext, 'database' | 'ledger' | 'now' | 'reviewInvoices'>;

export async function addPaidCredits(context: Crediting, paid: PaidCredits): Promise<PaidCreditsOutcome> {
  const { accountId, amount, source, paymentId, facts, expiresAt, purchaseId, description } = paid;
  const outcome = await context.ledger.submit({
    command: {
      kind: 'add',
      accountId,
      idempotencyKey: `stripe:${paymentId}`,
      inputHash: hashInput(facts),
      amount,
      source,
      ...(expiresAt === undefined ? {} : { expiresAt }),
      ...(purchaseId === undefined ? {} : { purchaseId }),
      description,
    },
    companion: paid.companion,
  });
  if (outcome.status === 'refused') return { status: 'REFUSED', refusal: outcome.refusal };
  await releaseSettled(context, accountId);
  return { status: outcome.status === 'applied' ? 'CREDITED' : 'ALREADY_CREDITED' };
}

/** By hand: it joins row sources of two other rooms. */
const SUSPENDED = `select id from ${SUSPENDED_ACCOUNTS} as account join ${WALLETS} as wallet on wallet.account_id = account.id
  where suspension_reasons && '{LOST_DISPUTE,UNPAID_INVOICE}' and debt = 0 and ($1::uuid is null or id = $1)`;

/**
 * Who owes nothing any more may go on: at once when a payment settled it, and by the reconciler whoever did. `accountId`: only
 * this one, whose payment brought credits just now.
 */
export async function releaseSettled(context: Omit<Crediting, 'ledger'>, accountId?: string): Promise<void> {
  const { database, now } = context;
  for (const { id } of await database.rows<{ id: string }>(SUSPENDED, [accountId ?? null])) {
    await shardOf(database, id).transaction((tx) => releaseAccount(tx, id, { reason: 'LOST_DISPUTE', now: now() }));
    // An invoice can be unpaid all the same, or again: its room says.
    await context.reviewInvoices?.(id);
  }
}
