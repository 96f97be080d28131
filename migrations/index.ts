// Applied in this order. A migration that has shipped is never changed: add another one.
import { First } from './20261121000000_first.ts';
import { Pricing } from './20261121100000_pricing.ts';
import { Webhooks } from './20261121200000_webhooks.ts';
import { FairQueue } from './20261121300000_fair_queue.ts';
import { Plans } from './20261121400000_plans.ts';
import { AutoTopUp } from './20261121500000_auto_top_up.ts';
import { Invoices } from './20261121600000_invoices.ts';
import { Refunds } from './20261121700000_refunds.ts';
import { ToldReversals } from './20261121900000_told_reversals.ts';
import { Customers } from './20261122100000_customers.ts';
import { KeyAncestors } from './20261129110000_key_ancestors.ts';
import { OneGrace } from './20261129120000_one_grace.ts';
import { ChargeRefunds } from './20261129120100_charge_refunds.ts';
import { LateCharges } from './20261129120200_late_charges.ts';
import { TopUpLimits } from './20261129130000_top_up_limits.ts';
import { ReconciliationFindings } from './20261129130100_reconciliation_findings.ts';
import { SuspensionReasons } from './20261129130200_suspension_reasons.ts';
import { PricesOfAMonth } from './20261129130300_prices_of_a_month.ts';
import { PaidAmounts } from './20261129130400_paid_amounts.ts';
import { FreeOfCharge } from './20261129150000_free_of_charge.ts';
import { OnePerson } from './20261129150500_one_person.ts';
import { LedgerVerification } from './20261129151000_ledger_verification.ts';

export const migrations = [
  { name: '20261121000000_first', class: First },
  { name: '20261121100000_pricing', class: Pricing },
  { name: '20261121200000_webhooks', class: Webhooks },
  { name: '20261121300000_fair_queue', class: FairQueue },
  { name: '20261121400000_plans', class: Plans },
  { name: '20261121500000_auto_top_up', class: AutoTopUp },
  { name: '20261121600000_invoices', class: Invoices },
  { name: '20261121700000_refunds', class: Refunds },
  { name: '20261121900000_told_reversals', class: ToldReversals },
  { name: '20261122100000_customers', class: Customers },
  { name: '20261129110000_key_ancestors', class: KeyAncestors },
  { name: '20261129120000_one_grace', class: OneGrace },
  { name: '20261129120100_charge_refunds', class: ChargeRefunds },
  { name: '20261129120200_late_charges', class: LateCharges },
  { name: '20261129130000_top_up_limits', class: TopUpLimits },
  { name: '20261129130100_reconciliation_findings', class: ReconciliationFindings },
  { name: '20261129130200_suspension_reasons', class: SuspensionReasons },
  { name: '20261129130300_prices_of_a_month', class: PricesOfAMonth },
  { name: '20261129130400_paid_amounts', class: PaidAmounts },
  { name: '20261129150000_free_of_charge', class: FreeOfCharge },
  { name: '20261129150500_one_person', class: OnePerson },
  { name: '20261129151000_ledger_verification', class: LedgerVerification },
];
