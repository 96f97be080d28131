// A real SMTP server on this machine, which keeps what it is sent, reads it as a mail program would, and refuses on demand.
import type { AddressInfo } from 'node:net';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { MAIL_CERTIFICATE, MAIL_KEY } from './mail-certificate.ts';

export interface ReceivedMail {
  readonly parsed: ParsedMail;
  /** Of the envelope. */
  readonly recipients: readonly string[];
  readonly isEncrypted: boolean;
}

export interface MailServer {
  readonly url: string;
  readonly received: ReceivedMail[];
  /** Of those who were let in with a password. */
  readonly logins: { readonly user: string; readonly isEncrypted: boolean }[];
  /** The reply to RCPT TO; undefined: it is accepted. */
  refuse: (address: string) => { readonly code: number; readonly text: string } | undefined;
  close(): Promise<void>;
}

export interface MailServerOptions {
  /** Offers STARTTLS with a certificate that nobody knows (MAIL_CERTIFICATE). */
  readonly isTls?: boolean;
  readonly login?: { readonly user: string; readonly password: string };
}

export async function startMailServer({ isTls = false, login }: MailServerOptions = {}): Promise<MailServer> {
  const received: ReceivedMail[] = [];
  const logins: MailServer['logins'] = [];
  const mailServer: { refuse: MailServer['refuse'] } = { refuse: () => undefined };
  const server = new SMTPServer({
    disabledCommands: [...(isTls ? [] : ['STARTTLS']), ...(login === undefined ? ['AUTH'] : [])],
    authOptional: login === undefined,
    allowInsecureAuth: true,
    logger: false,
    ...(isTls ? { cert: MAIL_CERTIFICATE, key: MAIL_KEY } : {}),
    // A sender may keep its connection for the next e-mail.
    closeTimeout: 500,
    onAuth: ({ username = '', password }, session, done) => {
      const isRight = username === login?.user && password === login.password;
      if (isRight) logins.push({ user: username, isEncrypted: session.secure });
      done(isRight ? null : new Error('wrong password'), isRight ? { user: username } : undefined);
    },
    onRcptTo: ({ address }, _session, done) => {
      const refusal = mailServer.refuse(address);
      done(refusal === undefined ? null : Object.assign(new Error(refusal.text), { responseCode: refusal.code }));
    },
    onData: (stream, session, done) => {
      const recipients = session.envelope.rcptTo.map(({ address }) => address);
      simpleParser(stream).then((parsed) => {
        received.push({ parsed, recipients, isEncrypted: session.secure });
        done();
      }, done);
    },
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const { port } = server.server.address() as AddressInfo;
  const user = login === undefined ? '' : `${encodeURIComponent(login.user)}:${encodeURIComponent(login.password)}@`;
  return {
    url: `smtp://${user}127.0.0.1:${port}`,
    ...{ received, logins },
    get refuse() {
      return mailServer.refuse;
    },
    set refuse(refuse) {
      mailServer.refuse = refuse;
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
