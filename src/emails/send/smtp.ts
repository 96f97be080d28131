// Hands e-mails to an SMTP server, by nodemailer.
import { createTransport } from 'nodemailer';
import type { WrittenEmail } from '../write/write-email.ts';

export interface SmtpSettings {
  /** `smtp://user:password@host:587` (STARTTLS) or `smtps://…:465`. */
  readonly url: string;
  /** Who writes: "Shop <billing@shop.example>". */
  readonly from: string;
  /** False: passwords and words may travel in the clear, as to a mail catcher on the same machine. */
  readonly requiresTls: boolean;
}

export interface OutgoingEmail extends WrittenEmail {
  /** Kept for every attempt, so that a receiver knows a repetition. */
  readonly id: string;
  readonly to: string;
}

/** Why it was not taken. */
export interface SendingProblem {
  /** Of nodemailer, and the server's reply where there was one: `EENVELOPE 550`. Neither address nor words. */
  readonly code: string;
  /** The server refuses this address for good. */
  readonly isRefused: boolean;
}

export interface EmailSender {
  /** Undefined: the server has it. Never throws. */
  send(email: OutgoingEmail): Promise<SendingProblem | undefined>;
  close(): void;
}

const CONNECTIONS = 3;
const CONNECT_MILLISECONDS = 10_000;
/** Silence of the server. */
const SOCKET_MILLISECONDS = 30_000;
const PERMANENT = 500;

/** How every connection is made, to send or to try. */
export const connectionOptions = ({ url, requiresTls }: Pick<SmtpSettings, 'url' | 'requiresTls'>) => ({
  url,
  requireTLS: requiresTls,
  connectionTimeout: CONNECT_MILLISECONDS,
  greetingTimeout: CONNECT_MILLISECONDS,
  socketTimeout: SOCKET_MILLISECONDS,
});

export function createSmtpSender({ url, from, requiresTls }: SmtpSettings): EmailSender {
  const domain = /@([^\s@<>"]+?)>?$/.exec(from.trim())?.[1] ?? 'localhost';
  const transport = createTransport(
    {
      ...connectionOptions({ url, requiresTls }),
      pool: true,
      maxConnections: CONNECTIONS,
      // Words are ours: nothing of them may name a file or an address to be read.
      disableFileAccess: true,
      disableUrlAccess: true,
    },
    { from, headers: { 'Auto-Submitted': 'auto-generated' } },
  );
  return {
    send: async ({ id, to, subject, text, html }) => {
      try {
        // As an object: a list in the text of an address would write to others.
        await transport.sendMail({
          ...{ to: { name: '', address: to }, subject, text, html },
          messageId: `<${id}@${domain}>`,
        });
        return undefined;
      } catch (error) {
        return describe(error);
      }
    },
    close: () => transport.close(),
  };
}

function describe(error: unknown): SendingProblem {
  const { code, responseCode, command } = error as { code?: unknown; responseCode?: unknown; command?: unknown };
  const name = typeof code === 'string' ? code : 'UNKNOWN';
  const reply = typeof responseCode === 'number' ? ` ${responseCode}` : '';
  // 5yz to RCPT TO is about the address. To anything else (who we are, how much we send) it is about us, and passes.
  const isRefused = typeof responseCode === 'number' && responseCode >= PERMANENT && command === 'RCPT TO';
  return { code: `${name}${reply}`, isRefused };
}
