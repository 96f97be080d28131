// How receivers that were made for these systems are written to: each dialect writes in the shapes of its own routes, and signs in its own way. The
// room of webhooks is handed them and delivers as ever.
import type { ForeignFormats } from '../webhooks/index.ts';
import { babySeaFormat } from './babysea/webhook-format.ts';
import { cheapAiFormat } from './cheapai/webhook-format.ts';
import { lumenfallFormat } from './lumenfall/webhook-format.ts';
import type { FormatServices } from './published-generation.ts';

export const createWebhookFormats = (services: FormatServices): ForeignFormats => ({
  BABYSEA: babySeaFormat(services),
  LUMENFALL: lumenfallFormat(services),
  CHEAPAI: cheapAiFormat(services),
});
