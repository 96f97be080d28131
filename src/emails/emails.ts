// The room's port.
import type { EmailKind } from './decide/email-kinds.ts';
import type { EmailPreference } from './preferences.ts';
import type { WrittenEmail } from './write/write-email.ts';

/** OFF: nothing is sent. KEPT: nothing leaves this machine, /dev/mail shows it. SMTP: a server sends it. */
export type EmailDelivery = 'OFF' | 'KEPT' | 'SMTP';

export interface Emails {
  readonly delivery: EmailDelivery;
  /** Of every kind. */
  preferences(accountId: string): Promise<readonly EmailPreference[]>;
  setPreference(accountId: string, preference: { readonly kind: EmailKind; readonly isWanted: boolean }): Promise<void>;
}

/** Written, and kept instead of sent. */
export interface KeptEmail extends WrittenEmail {
  readonly accountId: string;
  readonly id: string;
  readonly to: string;
  readonly sentAt: Date;
}

/** Only where e-mails are kept. */
export interface KeptEmails {
  /** Newest first, at most 100. */
  newest(): Promise<KeptEmail[]>;
  find(accountId: string, id: string): Promise<KeptEmail | undefined>;
}
