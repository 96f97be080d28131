// What fields count as in the cost of an operation, by coordinate; what is not named counts 1, a list of it USUAL_LIST.

/** Fields that are more work than to read a row: a look-up by id, a price, thousands of rows. */
export const WORK: Readonly<Record<string, number>> = {
  'Model.estimate': 40,
  'Query.estimates': 1_000,
  'Query.anomalies': 5_000,
  'Query.rehearsePriceBook': 8_000,
  // Up to 10,000 transactions with their hashes: one in an operation.
  'Query.verifyLedger': 12_000,
  'Mutation.startLedgerVerification': 2_000,
  'Query.apiKeys': 10,
  'Query.balance': 20,
  // All lots are read, however few are shown.
  'Balance.lots': 700,
  'CreditLot.purchase': 10,
  'LotShare.lot': 10,
  'Transaction.apiKey': 10,
  'Transaction.generation': 10,
  'Transaction.model': 10,
  'Transaction.purchase': 10,
  'Generation.metadata': 10,
  'Generation.transactions': 10,
  // Summed over the keys that descend from it.
  'ApiKey.dailySpend': 20,
  'WebhookDelivery.endpoint': 10,
  'Invoice.lines': 10,
};

/** Fields that read so many rows for each day they are asked about. */
export const DAYS: Readonly<Record<string, number>> = { 'Query.usage': 20 };
export const MOST_DAYS = 365;

/** An order that has to be computed looks at everything there is, whatever the page's size. */
export const COMPUTED_ORDER = 2_000;

/** Lists without pages: the most there are, or what they may well come to. */
export const LIST_SIZES: Readonly<Record<string, number>> = {
  'Query.anomalies': 20,
  'Query.webhookEndpoints': 20,
  'Anomaly.evidence': 20,
  'EstimateBatch.estimates': 100,
  'Invoice.lines': 60,
  'PriceBookRehearsal.byAccount': 100,
  'PriceBookRehearsal.byModel': 100,
  'Receipt.lots': 20,
  'UsageReport.byApiKey': 100,
  'UsageReport.byDay': 365,
  'UsageReport.byModel': 100,
};

/** What any other list counts as. */
export const USUAL_LIST = 6;
