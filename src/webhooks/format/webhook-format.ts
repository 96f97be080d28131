// What a format is: an event in, a body out, and how that is signed. Those of other systems are handed in where the gateway is composed.
import type { ForeignFormatName } from '../decide/decide-format.ts';
import type { SignedMessage, SigningSecrets } from '../deliver/sign.ts';
import type { WebhookEventData, WebhookEventType } from '../publish/webhook-event.ts';

/** Something that happened, on its way to a receiver. */
export type PublishedEvent = {
  readonly [Type in WebhookEventType]: {
    readonly accountId: string;
    readonly eventId: string;
    readonly type: Type;
    readonly data: WebhookEventData[Type];
    readonly createdAt: Date;
  };
}[WebhookEventType];

export interface WebhookMessage {
  /** By which a receiver tells a repetition: the same at every attempt. */
  readonly id: string;
  readonly body: string;
}

export interface WebhookFormat {
  /** Undefined: the system has no word for it, and nothing is sent. */
  readonly write: (event: PublishedEvent) => Promise<WebhookMessage | undefined>;
  /** The headers by which its receivers know that it is genuine. */
  readonly sign: (message: SignedMessage, secrets: SigningSecrets) => Readonly<Record<string, string>>;
}

export type ForeignFormats = Readonly<Record<ForeignFormatName, WebhookFormat>>;
