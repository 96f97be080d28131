// npm run doctor on the mail server: real ones, each wrong in its way. None of them is sent anything.
import { createServer, type Socket } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { verifySmtp } from '../../../../src/emails/index.ts';
import { MAIL_CERTIFICATE } from '../../../support/mail-certificate.ts';
import { type MailServer, type MailServerOptions, startMailServer } from '../../../support/mail-server.ts';
import { openPatient, type Patient } from './patient.ts';

const LOGIN = { user: 'shop', password: 'a-password-that-nobody-sees' };
const FROM = { EMAIL_FROM: 'Shop <billing@shop.example>', PAYMENTS: 'off' };
const IN_THE_CLEAR = { SMTP_TLS: 'off' };

let patient: Patient;

beforeAll(async () => {
  patient = await openPatient();
});

afterEach(() => patient.recover());

afterAll(() => patient.stop());

async function start(options: MailServerOptions = {}): Promise<MailServer> {
  const server = await startMailServer(options);
  patient.later(async () => {
    await server.close();
    expect(server.received).toEqual([]);
  });
  return server;
}

/** What is said of the mail server: `problem 127.0.0.1:… refuses …`, without its address. */
async function said(url: string, more: Readonly<Record<string, string>> = {}): Promise<readonly string[]> {
  const { findings } = await patient.examine({ ...FROM, SMTP_URL: url, ...more });
  const ofEmail = findings.filter(({ area }) => area === 'e-mail');
  for (const { state, advice } of ofEmail) {
    expect([state, typeof advice]).toEqual([state, state === 'ok' ? 'undefined' : 'string']);
  }
  return ofEmail.map(({ state, message }) => `${state} ${message.replace(new URL(url).host, 'it')}`);
}

/** Speaks as it is told to whoever connects. */
async function startPeer(speak: (socket: Socket) => void): Promise<string> {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('error', () => undefined);
    speak(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  patient.later(
    () =>
      new Promise((resolve) => {
        server.close(resolve);
        for (const socket of open) socket.destroy();
      }),
  );
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('it listens');
  return `smtp://127.0.0.1:${address.port}`;
}

describe('a mail server', () => {
  it('that encrypts, is believed and accepts the login is right', async () => {
    const before = getCACertificates('default');
    setDefaultCACertificates([...before, MAIL_CERTIFICATE]);
    patient.later(async () => setDefaultCACertificates(before));
    const server = await start({ isTls: true, login: LOGIN });
    expect(await said(server.url)).toEqual([
      'ok it lets the gateway in; whether it takes an e-mail from EMAIL_FROM is seen with the first',
    ]);
    expect(server.logins).toEqual([{ user: 'shop', isEncrypted: true }]);
  });

  it('without TLS and login on this machine is right when SMTP_TLS=off says so', async () => {
    const server = await start();
    expect(await said(server.url, IN_THE_CLEAR)).toEqual([expect.stringMatching(/^ok it lets the gateway in/)]);
    expect(await said(server.url)).toEqual(['problem it does not encrypt the connection (STARTTLS) (500)']);
    expect(await said(server.url.replace('smtp:', 'smtps:'))).toEqual([
      'problem it does not encrypt from the start, as smtps:// asks (ERR_SSL_WRONG_VERSION_NUMBER)',
    ]);
    expect(await said(server.url.replace('//', '//shop:word@'), IN_THE_CLEAR)).toEqual([
      'warning it offers no login: e-mails go out without the user of SMTP_URL (500)',
    ]);
  });

  it('whose certificate nobody vouches for is a problem', async () => {
    const { url } = await start({ isTls: true });
    expect(await said(url)).toEqual([
      'problem it has a certificate that is not believed (DEPTH_ZERO_SELF_SIGNED_CERT)',
    ]);
  });

  it('that refuses the password, or would be asked without one', async () => {
    const { url } = await start({ login: LOGIN });
    expect(await said(url, IN_THE_CLEAR)).toEqual([expect.stringMatching(/^ok /)]);
    expect(await said(url.replace('shop:', 'shoq:'), IN_THE_CLEAR)).toEqual([
      'problem it refuses user or password of SMTP_URL (535)',
    ]);
    expect(await said(url.replace(/\/\/.*@/, '//'), IN_THE_CLEAR)).toEqual([
      'warning it offers a login, and SMTP_URL has none',
    ]);
  });

  it.each([
    ['smtp://127.0.0.1:1', ['problem it does not answer (ECONNREFUSED)']],
    ['smtp://nobody.invalid:587', ['problem it has a name that cannot be found (ENOTFOUND)']],
  ])('that is not there: %s', async (url, words) => {
    expect(await said(url)).toEqual(words);
  });

  it('that sends everybody away', async () => {
    const busy = await startPeer((socket) => socket.end('554 not here\r\n'));
    expect(await said(busy)).toEqual(['problem it sends this machine away (554)']);
    const web = await startPeer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    expect(await said(web)).toEqual(['problem it sends this machine away (EPROTOCOL)']);
  });

  it('that says nothing is told from one that is not there', async () => {
    const url = await startPeer(() => undefined);
    expect(await verifySmtp({ url, requiresTls: true }, 200)).toEqual({ status: 'SILENT', code: 'ETIMEDOUT' });
  });

  it('beyond this machine is warned of where what it is sent may be read', async () => {
    expect(await said('smtp://nobody.invalid:25', IN_THE_CLEAR)).toEqual([
      expect.stringMatching(/^problem /),
      'warning SMTP_TLS=off: passwords and words may travel to nobody.invalid readable',
    ]);
  });

  it('is missed by nobody where none is configured', async () => {
    const { findings } = await patient.examine({ PUBLIC_URL: 'https://shop.invalid', PAYMENTS: 'off' });
    expect(findings).toContainEqual({ area: 'e-mail', state: 'ok', message: 'SMTP_URL is not set: no e-mail is sent' });
  });
});

describe('what is printed', () => {
  it('holds no secret', () => {
    expect(patient.leaked()).toEqual([]);
  });
});
