// Does the SMTP server take e-mails of ours? Asked as far as its login; nothing is sent.
import { type Configuration, isLoopbackName } from '../../../config/index.ts';
import { type SmtpStatus, type SmtpVerdict, verifySmtp } from '../../../emails/index.ts';
import { type Finding, type FindingState, findingsOf } from './finding.ts';

const say = findingsOf('e-mail');

type Smtp = Extract<Configuration['email'], { readonly kind: 'smtp' }>;

export async function checkEmail({ email }: Pick<Configuration, 'email'>): Promise<Finding[]> {
  switch (email.kind) {
    case 'off':
      return [say.ok('SMTP_URL is not set: no e-mail is sent')];
    case 'kept':
      return [say.ok('SMTP_URL is not set: what would be sent is shown at /dev/mail')];
    case 'smtp':
      return [decideEmail(await verifySmtp(email), hostOf(email)), ...decideClearness(email)];
    default:
      return email satisfies never;
  }
}

/** Without user and password. */
const hostOf = ({ url }: Smtp): string => new URL(url).host;

type Words = readonly [state: FindingState, message: string, advice?: string];

/** What follows the name of the server. */
const WORDS: Readonly<Record<SmtpStatus, Words>> = {
  ACCEPTED: ['ok', 'lets the gateway in; whether it takes an e-mail from EMAIL_FROM is seen with the first'],
  WITHOUT_LOGIN: [
    'warning',
    'offers a login, and SMTP_URL has none',
    'Servers that are not on the same network mostly refuse e-mails then: smtp://user:password@host:587.',
  ],
  OFFERS_NO_LOGIN: [
    'warning',
    'offers no login: e-mails go out without the user of SMTP_URL',
    'Is it the port for sending in (587, or 465 with smtps://)? If the server asks for none, take user and password away.',
  ],
  LOGIN_REFUSED: [
    'problem',
    'refuses user or password of SMTP_URL',
    'Signs such as @ and : are written as %40 and %3A. Some providers want a password made for programs.',
  ],
  UNKNOWN_NAME: [
    'problem',
    'has a name that cannot be found',
    'Is it spelled right, and does this machine ask a DNS server?',
  ],
  UNREACHABLE: [
    'problem',
    'does not answer',
    'Is the port right (587, or 465 with smtps://)? A firewall may stand in between; many hosts block port 25.',
  ],
  SILENT: [
    'problem',
    'takes connections and says nothing',
    'A port with TLS from the start (465) needs smtps:// in SMTP_URL. Something else than SMTP may listen there.',
  ],
  NO_STARTTLS: [
    'problem',
    'does not encrypt the connection (STARTTLS)',
    'Use smtps://…:465 if it has it. SMTP_TLS=off is for a server on the same machine.',
  ],
  NO_TLS: ['problem', 'does not encrypt from the start, as smtps:// asks', 'Use smtp:// with port 587 (STARTTLS).'],
  CERTIFICATE: [
    'problem',
    'has a certificate that is not believed',
    'SMTP_URL needs the name that is in it; NODE_EXTRA_CA_CERTS names the file of an authority of your own.',
  ],
  REFUSED: [
    'problem',
    'sends this machine away',
    'It may not know this address, or be none for SMTP: its log, and that of the gateway under the same code, say more.',
  ],
};

function decideEmail({ status, code }: SmtpVerdict, host: string): Finding {
  const [state, message, advice] = WORDS[status];
  const reason = status === 'ACCEPTED' || status === 'WITHOUT_LOGIN' ? '' : ` (${code})`;
  return say[state](`${host} ${message}${reason}`, advice);
}

/** With SMTP_TLS=off a server that offers to encrypt is still asked to; who stands in between can take the offer away. */
function decideClearness({ url, requiresTls }: Smtp): Finding[] {
  const { protocol, hostname } = new URL(url);
  if (requiresTls || protocol === 'smtps:' || isLoopbackName(hostname)) return [];
  const message = `SMTP_TLS=off: passwords and words may travel to ${hostname} readable`;
  return [say.warning(message, 'Take it away, unless nobody else is in between.')];
}
