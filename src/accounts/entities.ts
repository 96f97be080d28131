import { defineEntity, p } from '@mikro-orm/postgresql';

/** A tenant. What it owns lies in other rooms, always under its id. */
const AccountEntity = defineEntity({
  name: 'Account',
  tableName: 'account',
  properties: {
    id: p.uuid().primary(),
    name: p.text(),
    email: p.text().nullable(),
    planId: p.text(),
    billingMode: p.text().default('PREPAID'),
    status: p.text().default('ACTIVE'),
    /** What a gateway suspended it for; null: an operator did. */
    suspendedBecause: p.text().nullable(),
    /** A digest of what it was opened with; tells a repetition of createAccount from a misuse of its key. */
    inputHash: p.text().nullable(),
    createdAt: p.datetime(),
  },
  checks: [
    { name: 'account_billing_mode_check', expression: "billing_mode in ('PREPAID', 'POSTPAID')" },
    { name: 'account_status_check', expression: "status in ('ACTIVE', 'SUSPENDED')" },
    {
      name: 'account_suspended_check',
      expression: "suspended_because is null or status = 'SUSPENDED'",
    },
  ],
});

export const accountEntities = [AccountEntity];
