// What a running gateway may do with each table, and no more. A statement of a new kind needs its right here.
type Right = 'SELECT' | 'INSERT' | 'UPDATE' | 'DELETE';

/** The table that nobody who runs the gateway may change: rows are only added. */
export const APPEND_ONLY_TABLE = 'ledger_transaction';

const READ: readonly Right[] = ['SELECT'];
const ADD: readonly Right[] = ['SELECT', 'INSERT'];
const KEEP: readonly Right[] = ['SELECT', 'INSERT', 'UPDATE'];
const ALL: readonly Right[] = ['SELECT', 'INSERT', 'UPDATE', 'DELETE'];

export const APPLICATION_RIGHTS: Readonly<Record<string, readonly Right[]>> = {
  account: KEEP,
  account_email: ADD,
  api_key: KEEP,
  replaced_secret: KEEP,
  client_token_key: ALL,
  end_user_limit: ALL,
  operator_action: ADD,
  request_window: KEEP,
  wallet: KEEP,
  lot: KEEP,
  [APPEND_ONLY_TABLE]: ADD,
  key_spend: KEEP,
  ledger_verification: KEEP,
  price_book: ADD,
  quote: ALL,
  generation: KEEP,
  attempt: KEEP,
  usage_quarter: KEEP,
  usage_day: ALL,
  // Whom something was for is erased.
  usage_label_quarter: ALL,
  usage_label_day: ALL,
  usage_zone: KEEP,
  history_kind: ADD,
  history_posting: ADD,
  history_block: ADD,
  history_index: KEEP,
  // Erased with what is personal of an account: the names of keys are in it.
  anomaly: ALL,
  anomaly_watch: KEEP,
  purchase: KEEP,
  payment_event: KEEP,
  payment_reversal: KEEP,
  reconciliation: KEEP,
  reconciliation_finding: KEEP,
  reconciled: ALL,
  stripe_customer: KEEP,
  plan_subscription: KEEP,
  plan_change: KEEP,
  welcome_credit: ADD,
  auto_top_up: KEEP,
  auto_top_up_attempt: KEEP,
  warning_settings: KEEP,
  warned_wallet: KEEP,
  low_balance_warning: KEEP,
  expiry_warning: ADD,
  expiry_watermark: KEEP,
  postpaid_account: KEEP,
  invoice: KEEP,
  invoice_line: ADD,
  // Deleted with its file.
  account_export: ALL,
  stripe_simulator_object: ALL,
  webhook_endpoint: ALL,
  webhook_secret: ALL,
  webhook_event: ALL,
  webhook_delivery: ALL,
  email: ALL,
  email_preference: ALL,
  logged_request: ALL,
  request_count: ALL,
  refused_count: KEEP,
  // A start finds here that nothing is left to migrate.
  mikro_orm_migrations: READ,
};

/** Two lists, side by side: the right and its table. */
export function wantedRights(): [string[], string[]] {
  const wanted = Object.entries(APPLICATION_RIGHTS).flatMap(([table, rights]) => rights.map((right) => [right, table]));
  return [wanted.map(([right]) => right ?? ''), wanted.map(([, table]) => table ?? '')];
}

/** The job queue's schema. Its tables are its own affair: which ones there are changes with its releases. */
export const QUEUE_SCHEMA = 'graphile_worker';
/** Jobs come and go. */
export const QUEUE_RIGHTS = ALL;
/** Where the job queue, like us, keeps what it has migrated. */
export const QUEUE_MIGRATIONS = 'migrations';
