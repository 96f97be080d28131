// Wires the room: preferences for the edge, and the sending of this process.
import type { Database } from '../database/index.ts';
import type { EmailDelivery, Emails, KeptEmail, KeptEmails } from './emails.ts';
import { readPreferences, setPreference } from './preferences.ts';
import { pruneEmails } from './record/prune-emails.ts';
import { findKeptEmail, type KeptRow, newestEmails } from './send/kept-emails.ts';
import { type Addressee, type Sending, sendDue } from './send/send-due.ts';
import { createSmtpSender, type EmailSender, type SmtpSettings } from './send/smtp.ts';
import type { Setting } from './write/content.ts';
import { writeEmail } from './write/write-email.ts';

export type EmailConfiguration =
  | { readonly kind: 'off' }
  | { readonly kind: 'kept' }
  | ({ readonly kind: 'smtp' } & SmtpSettings);

export interface EmailServices extends Pick<Sending, 'database' | 'addresseeOf' | 'now' | 'log'> {
  readonly configuration: EmailConfiguration;
  readonly creditNoun: () => Setting['creditNoun'];
  readonly publicUrl: () => string;
}

export interface EmailRoom {
  readonly emails: Emails;
  /** Undefined where e-mails are not kept. */
  readonly kept: KeptEmails | undefined;
  /** Sends what is due. True: there may be more. */
  sendDue(): Promise<boolean>;
  /** True: there may be more. */
  prune(): Promise<boolean>;
  /** Once nothing is sent any more. */
  close(): void;
}

const DELIVERY = { off: 'OFF', kept: 'KEPT', smtp: 'SMTP' } as const satisfies Record<string, EmailDelivery>;

export function createEmails(services: EmailServices): EmailRoom {
  const { configuration, database, now } = services;
  const sender = senderOf(configuration);
  const settingOf = createSettingOf(services);
  return {
    emails: {
      delivery: DELIVERY[configuration.kind],
      preferences: (accountId) => readPreferences(database, accountId),
      setPreference: (accountId, preference) => setPreference(database, accountId, preference),
    },
    kept: configuration.kind === 'kept' ? createKept(services, settingOf) : undefined,
    sendDue: async () => (sender === undefined ? false : sendDue({ ...services, sender, settingOf })),
    prune: () => pruneEmails(database, now()),
    close: () => sender?.close(),
  };
}

/** What is kept is read out of its row again: there is nothing to hand over. */
const KEEPING: EmailSender = { send: async () => undefined, close: () => undefined };

function senderOf(configuration: EmailConfiguration): EmailSender | undefined {
  if (configuration.kind === 'off') return undefined;
  return configuration.kind === 'kept' ? KEEPING : createSmtpSender(configuration);
}

function createSettingOf({ configuration, creditNoun, publicUrl }: EmailServices): Sending['settingOf'] {
  const seller = configuration.kind === 'smtp' ? sellerOf(configuration.from) : 'Tollgate';
  return ({ name, timeZone }) => ({
    ...{ accountName: name, timeZone, seller },
    creditNoun: creditNoun(),
    baseUrl: publicUrl(),
  });
}

/** The name beside the address, or the address. */
function sellerOf(from: string): string {
  const name = /^"?([^"<]*?)"?\s*</.exec(from)?.[1] ?? '';
  return name === '' ? from.replaceAll(/[<>]/g, '') : name;
}

const MOST_SHOWN = 100;

function createKept(
  { database, addresseeOf }: { readonly database: Database; readonly addresseeOf: Sending['addresseeOf'] },
  settingOf: (addressee: Addressee) => Setting,
): KeptEmails {
  const write = async (row: KeptRow): Promise<KeptEmail[]> => {
    const addressee = await addresseeOf(row.accountId);
    const written = addressee === undefined ? undefined : writeEmail(row.occasion, row.facts, settingOf(addressee));
    return written === undefined
      ? []
      : [{ ...written, accountId: row.accountId, id: row.id, to: row.recipient, sentAt: row.sentAt }];
  };
  return {
    newest: async () => {
      const rows = await newestEmails(database, MOST_SHOWN);
      return (await Promise.all(rows.map(write))).flat();
    },
    find: async (accountId, id) => {
      const row = await findKeptEmail(database, accountId, id);
      return row === undefined ? undefined : (await write(row))[0];
    },
  };
}
