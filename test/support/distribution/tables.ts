// Tables whose rows are distributed by account: `account` itself, and all that have `account_id` but those that every node has in full
// (account_email, payment_event, stripe_customer, welcome_credit) and one that names accounts on the coordinator (reconciliation_finding).
export const DISTRIBUTED_TABLES: ReadonlySet<string> = new Set([
  ...[
    'account',
    'account_export',
    'anomaly',
    'anomaly_watch',
    'api_key',
    'attempt',
    'auto_top_up',
    'auto_top_up_attempt',
  ],
  ...['email', 'email_preference', 'end_user_limit', 'expiry_warning', 'generation', 'history_block', 'history_index'],
  ...[
    'history_kind',
    'history_posting',
    'invoice',
    'invoice_line',
    'key_spend',
    'ledger_transaction',
    'ledger_verification',
  ],
  ...[
    'logged_request',
    'lot',
    'low_balance_warning',
    'operator_action',
    'payment_reversal',
    'plan_change',
    'plan_subscription',
  ],
  ...['postpaid_account', 'purchase', 'quote', 'refused_count', 'replaced_secret', 'request_count', 'request_window'],
  ...['usage_day', 'usage_label_day', 'usage_label_quarter', 'usage_quarter', 'usage_zone', 'wallet', 'warned_wallet'],
  ...['warning_settings', 'webhook_delivery', 'webhook_endpoint', 'webhook_event', 'webhook_secret'],
]);
