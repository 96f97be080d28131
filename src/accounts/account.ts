// A tenant: who pays, on which plan, in which way.

export type BillingMode = 'PREPAID' | 'POSTPAID';
export type AccountStatus = 'ACTIVE' | 'SUSPENDED';
export type SuspensionReason = 'UNPAID_INVOICE' | 'LOST_DISPUTE';

export interface Account {
  readonly id: string;
  readonly name: string;
  readonly email: string | undefined;
  /** Id of the storefront's plan. */
  readonly planId: string;
  readonly billingMode: BillingMode;
  readonly status: AccountStatus;
  /** Why a gateway suspended it; undefined: it is not, or an operator did. */
  readonly suspendedBecause?: SuspensionReason | undefined;
  /** Whether welcome credits greet it; undefined: when it has an e-mail address whose person had none. */
  readonly welcome?: boolean | undefined;
  readonly createdAt: Date;
}

export interface AccountRow {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  readonly plan_id: string;
  readonly billing_mode: BillingMode;
  readonly status: AccountStatus;
  readonly suspended_because: SuspensionReason | null;
  readonly welcome: boolean | null;
  readonly created_at: Date;
}

export const ACCOUNT_COLUMNS = 'id, name, email, plan_id, billing_mode, status, suspended_because, welcome, created_at';

export function toAccount(row: AccountRow): Account {
  return {
    id: row.id,
    name: row.name,
    email: row.email ?? undefined,
    planId: row.plan_id,
    billingMode: row.billing_mode,
    status: row.status,
    suspendedBecause: row.suspended_because ?? undefined,
    welcome: row.welcome ?? undefined,
    createdAt: row.created_at,
  };
}
