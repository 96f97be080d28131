// Whether the SMTP server would take e-mails of ours: connects, greets, encrypts and logs in as a sending does, and sends nothing.
import { createTransport } from 'nodemailer';
import { connectionOptions, type SmtpSettings } from './smtp.ts';

export type SmtpStatus =
  | 'ACCEPTED'
  /** It offers a login, and the settings have none. */
  | 'WITHOUT_LOGIN'
  /** The settings have a login, and it offers none: e-mails would be handed over without. */
  | 'OFFERS_NO_LOGIN'
  | 'LOGIN_REFUSED'
  | 'UNKNOWN_NAME'
  | 'UNREACHABLE'
  /** Connected, and nothing came. */
  | 'SILENT'
  /** It does not encrypt a connection that began in the clear. */
  | 'NO_STARTTLS'
  /** It does not encrypt from the start. */
  | 'NO_TLS'
  | 'CERTIFICATE'
  | 'REFUSED';

export interface SmtpVerdict {
  readonly status: SmtpStatus;
  /** Of the system, of TLS, or the server's reply: `ECONNREFUSED`, `CERT_HAS_EXPIRED`, `535`. Holds no secret. */
  readonly code: string;
}

/** Never throws. `limitMilliseconds`: for a connection, and for its greeting. */
export async function verifySmtp(
  settings: Pick<SmtpSettings, 'url' | 'requiresTls'>,
  limitMilliseconds?: number,
): Promise<SmtpVerdict> {
  const limits =
    limitMilliseconds === undefined ? {} : { connectionTimeout: limitMilliseconds, greetingTimeout: limitMilliseconds };
  // forceAuth: a login that could not be tried does not count as accepted.
  const transport = createTransport({ ...connectionOptions(settings), ...limits, forceAuth: true });
  try {
    await transport.verify();
    return { status: 'ACCEPTED', code: '' };
  } catch (error) {
    const failure = readFailure(error);
    return { status: judge(failure), code: failure.system ?? failure.reply?.toString() ?? failure.code };
  } finally {
    transport.close();
  }
}

interface Failure {
  /** Of nodemailer: `EAUTH`. */
  readonly code: string;
  /** Of the system or of TLS. */
  readonly system: string | undefined;
  readonly reply: number | undefined;
  readonly command: string | undefined;
  /** What took too long, by nodemailer's name. */
  readonly timeout: string | undefined;
}

function readFailure(error: unknown): Failure {
  const { code, originalCode, responseCode, command, timeoutType } = error as Readonly<Record<string, unknown>>;
  return {
    code: wordOf(code) ?? 'UNKNOWN',
    system: wordOf(originalCode),
    reply: typeof responseCode === 'number' ? responseCode : undefined,
    command: wordOf(command),
    timeout: wordOf(timeoutType),
  };
}

const wordOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** 500 to 504: it does not know the command, or not now (RFC 5321, 4.2.3). */
const UNKNOWN_COMMAND: ReadonlySet<number | undefined> = new Set([500, 501, 502, 503, 504]);
/** Of OpenSSL and Node: the chain, the time, the name. */
const OF_CERTIFICATES =
  /^(CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_CERT_|HOSTNAME_MISMATCH|INVALID_CA|PATH_LENGTH)/;
const OF_TLS = /^(ERR_SSL_|EPROTO$)/;

function judge(failure: Failure): SmtpStatus {
  const { code, reply } = failure;
  switch (code) {
    case 'ENOAUTH':
      return 'WITHOUT_LOGIN';
    case 'EAUTH':
      return UNKNOWN_COMMAND.has(reply) ? 'OFFERS_NO_LOGIN' : 'LOGIN_REFUSED';
    case 'EDNS':
      return 'UNKNOWN_NAME';
    default:
      return judgeConnection(failure);
  }
}

function judgeConnection({ code, system = '', reply, command, timeout }: Failure): SmtpStatus {
  if (OF_CERTIFICATES.test(system)) return 'CERTIFICATE';
  if (OF_TLS.test(system)) return 'NO_TLS';
  if (command === 'STARTTLS' || code === 'ETLS') return 'NO_STARTTLS';
  if (timeout === 'GREETING_TIMEOUT') return 'SILENT';
  const hasAnswered = reply !== undefined || code === 'EPROTOCOL' || code === 'ECONNECTION';
  return hasAnswered ? 'REFUSED' : 'UNREACHABLE';
}
