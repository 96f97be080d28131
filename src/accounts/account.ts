// A tenant: who pays, on which plan, in which way.

export type BillingMode = 'PREPAID' | 'POSTPAID';
export type AccountStatus = 'ACTIVE' | 'SUSPENDED';
/** OPERATOR stands beside another reason: who was suspended by an operator before stays so after it. */
export type SuspensionReason = 'UNPAID_INVOICE' | 'LOST_DISPUTE' | 'OPERATOR';

export interface Account {
  readonly id: string;
  readonly name: string;
  readonly email: string | undefined;
  /** Id of the storefront's plan. */
  readonly planId: string;
  readonly billingMode: BillingMode;
  readonly status: AccountStatus;
  /** Why it is suspended, each until its own cause is gone; none: it is not, or an operator did it. */
  readonly suspensionReasons?: readonly SuspensionReason[];
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
  readonly suspension_reasons: readonly SuspensionReason[];
  readonly welcome: boolean | null;
  readonly created_at: Date;
}

export const ACCOUNT_COLUMNS =
  'id, name, email, plan_id, billing_mode, status, suspension_reasons, welcome, created_at';

export function toAccount(row: AccountRow): Account {
  return {
    id: row.id,
    name: row.name,
    email: row.email ?? undefined,
    planId: row.plan_id,
    billingMode: row.billing_mode,
    status: row.status,
    suspensionReasons: row.suspension_reasons,
    welcome: row.welcome ?? undefined,
    createdAt: row.created_at,
  };
}
