export const WEBHOOK_FORMATS = ['TOLLGATE', 'BABYSEA', 'LUMENFALL', 'CHEAPAI'] as const;

/** How a receiver is written to: in Tollgate's own way, or as another system would. */
export type WebhookFormatName = (typeof WEBHOOK_FORMATS)[number];
