// How an endpoint is written to: as Tollgate does, or as another system does, whose receivers understand only what it sends itself.
import type { WebhookEventType } from '../publish/webhook-event.ts';
import type { WebhookFormatName } from './format-names.ts';

/** Those that other systems made. */
export type ForeignFormatName = Exclude<WebhookFormatName, 'TOLLGATE'>;

const ENDED = ['generation.completed', 'generation.failed', 'generation.canceled', 'webhook.test'] as const;

/** What a system has a word for; what is not here is not sent to its receivers. Tollgate has a word for everything. */
const WORDS: Readonly<Record<ForeignFormatName, readonly WebhookEventType[]>> = {
  BABYSEA: ['generation.started', ...ENDED, 'credits.low_balance'],
  LUMENFALL: ENDED,
  CHEAPAI: ENDED,
};

export const hasWord = (format: WebhookFormatName, type: WebhookEventType): boolean =>
  format === 'TOLLGATE' || WORDS[format].includes(type);

/** Every pair of a format and a type that it has a word for, without those of Tollgate. */
export const FOREIGN_WORDS: readonly (readonly [ForeignFormatName, WebhookEventType])[] = (
  Object.keys(WORDS) as ForeignFormatName[]
).flatMap((format) => WORDS[format].map((type) => [format, type] as const));

export interface WordlessTypes {
  readonly message: string;
  readonly allowed: readonly string[];
}

/** Why these types cannot be asked for in this format; undefined when they can. Null: all. */
export function refuseTypes(
  format: WebhookFormatName,
  types: readonly WebhookEventType[] | null,
): WordlessTypes | undefined {
  if (format === 'TOLLGATE') return undefined;
  const wordless = (types ?? []).filter((type) => !hasWord(format, type));
  if (wordless.length === 0) return undefined;
  return {
    message: `The format ${format} has no word for ${wordless.join(', ')}: it would never be sent.`,
    allowed: ['null', ...WORDS[format]],
  };
}
