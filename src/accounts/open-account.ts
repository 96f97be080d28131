// Opens an account for a customer, whoever asks for it: the plan, the first key's powers, a repetition, the welcome.
import type { Plan } from '../catalog/index.ts';
import { type ApiKey, SCOPES } from '../keys/index.ts';
import { hashInput } from '../ledger/index.ts';
import type { Account } from './account.ts';
import type { Accounts } from './accounts.ts';
import type { Operator } from './operator-actions.ts';

export interface Opening {
  readonly name: string;
  readonly email: string | undefined;
  /** The storefront's first plan when undefined. */
  readonly planId: string | undefined;
  readonly welcome: boolean | undefined;
  readonly idempotencyKey: string | undefined;
  /** Who opens it, if an operator does. */
  readonly operator?: Operator | undefined;
}

export type OpeningOutcome =
  | { readonly status: 'opened'; readonly account: Account; readonly apiKey: ApiKey; readonly secret: string }
  /** The account as it is now; its first secret is never shown twice. */
  | { readonly status: 'replayed'; readonly account: Account }
  | { readonly status: 'refused'; readonly refusal: OpeningRefusal };

export type OpeningRefusal =
  | { readonly code: 'IDEMPOTENCY_KEY_PARAMETER_MISMATCH' }
  | { readonly code: 'PLAN_NOT_FOUND'; readonly allowed: readonly string[] }
  /** `accountId` was opened with the address. */
  | { readonly code: 'EMAIL_TAKEN'; readonly accountId: string };

export interface OpeningRooms {
  readonly accounts: Pick<Accounts, 'create' | 'createdUnder'>;
  /** Those for sale, the usual one first. */
  readonly plans: readonly Pick<Plan, 'id'>[];
  /** Gives the welcome credits, once however often it is called. */
  readonly welcome: (accountId: string) => Promise<unknown>;
}

/** A customer's first key may do everything with its account. */
const FIRST_KEY_SCOPES = SCOPES.filter((scope) => scope !== 'OPERATOR');

export async function openAccount(rooms: OpeningRooms, opening: Opening): Promise<OpeningOutcome> {
  const { accounts, plans, welcome } = rooms;
  const { name, email, planId, idempotencyKey } = opening;
  // As it was asked for: which plan comes first can change.
  const inputHash = hashInput({ name, email, planId, welcome: opening.welcome });
  const repeat = async (before: Repeated): Promise<OpeningOutcome> => {
    if (before.inputHash !== inputHash) return refuse({ code: 'IDEMPOTENCY_KEY_PARAMETER_MISMATCH' });
    // The welcome may have been cut off the first time.
    await welcome(before.account.id);
    return { status: 'replayed', account: before.account };
  };
  // First, so that a replay is answered even when the plan has left the storefront since.
  const before = idempotencyKey === undefined ? undefined : await accounts.createdUnder(idempotencyKey);
  if (before !== undefined) return repeat(before);
  const plan = plans.find(({ id }) => id === (planId ?? plans[0]?.id));
  if (plan === undefined) return refuse({ code: 'PLAN_NOT_FOUND', allowed: plans.map(({ id }) => id) });
  const created = await accounts.create({ ...opening, planId: plan.id, scopes: FIRST_KEY_SCOPES, inputHash });
  if (created.replayed) return repeat(created);
  if (created.account === undefined) return refuse({ code: 'EMAIL_TAKEN', accountId: created.openedBefore });
  await welcome(created.account.id);
  const { account, apiKey, secret } = created;
  return { status: 'opened', account, apiKey, secret };
}

interface Repeated {
  readonly account: Account;
  readonly inputHash: string | undefined;
}

const refuse = (refusal: OpeningRefusal): OpeningOutcome => ({ status: 'refused', refusal });
