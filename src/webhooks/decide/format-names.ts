/** How a receiver is written to: in Tollgate's own way, or as another system would. */
export type WebhookFormatName = 'TOLLGATE' | 'BABYSEA' | 'LUMENFALL' | 'CHEAPAI';
