// One round of sending: what is due is claimed, written, handed over and concluded. No transaction is open meanwhile.
import type { Database } from '../../database/index.ts';
import { decideNextAttempt, decideSkip } from '../decide/decide-sending.ts';
import type { Setting } from '../write/content.ts';
import { type WrittenEmail, writeEmail } from '../write/write-email.ts';
import { type ClaimedEmail, claimEmails } from './claim-emails.ts';
import { concludeEmail, type EmailConclusion } from './conclude-email.ts';
import type { EmailSender } from './smtp.ts';

/** Whom an account is: who is written to. */
export interface Addressee {
  readonly name: string;
  readonly email?: string | null | undefined;
  readonly timeZone: string;
}

export interface Sending {
  readonly database: Database;
  readonly sender: Pick<EmailSender, 'send'>;
  readonly addresseeOf: (accountId: string) => Promise<Addressee | undefined>;
  readonly settingOf: (addressee: Addressee) => Setting;
  readonly now: () => Date;
  readonly log: (event: string, details: Readonly<Record<string, unknown>>) => void;
}

const AT_ONCE = 20;

/** True: there may be more. */
export async function sendDue(sending: Sending): Promise<boolean> {
  const claimed = await claimEmails(sending.database, AT_ONCE, sending.now());
  const outcomes = await Promise.allSettled(claimed.map((email) => sendOne(sending, email)));
  // What failed here is sent again after its lease; the round says that it failed.
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  return claimed.length === AT_ONCE;
}

async function sendOne(sending: Sending, email: ClaimedEmail): Promise<void> {
  const { database, now } = sending;
  const conclusion = await attempt(sending, email);
  await concludeEmail(database, email, { conclusion, now: now() });
}

async function attempt(sending: Sending, email: ClaimedEmail): Promise<EmailConclusion> {
  const { addresseeOf, settingOf, now } = sending;
  const addressee = await addresseeOf(email.accountId);
  const to = addressee?.email ?? undefined;
  const skip = decideSkip({ ...email, address: to }, now());
  if (addressee === undefined || to === undefined || skip !== undefined) {
    return { status: 'SKIPPED', reason: skip ?? 'NO_ADDRESS' };
  }
  const written = writeEmail(email.occasion, email.facts, settingOf(addressee));
  // A gateway of a later release, beside this one, has the words.
  if (written === undefined) return laterOrFailed(email, { reason: 'NO_WORDS', isRefused: false, now: now() });
  return handOver(sending, email, { to, written });
}

async function handOver(
  { sender, log, now }: Sending,
  email: ClaimedEmail,
  { to, written }: { readonly to: string; readonly written: WrittenEmail },
): Promise<EmailConclusion> {
  const { id, accountId, occasion } = email;
  const problem = await sender.send({ id, to, ...written });
  if (problem === undefined) return { status: 'SENT', recipient: to };
  const { code, isRefused } = problem;
  log('an e-mail could not be sent', { accountId, emailId: id, occasion, attempt: email.attempt, code });
  return laterOrFailed(email, { reason: code, isRefused, now: now() });
}

interface Failure {
  readonly reason: string;
  readonly isRefused: boolean;
  readonly now: Date;
}

function laterOrFailed({ attempt: number }: ClaimedEmail, { reason, isRefused, now }: Failure): EmailConclusion {
  const nextAttemptAt = decideNextAttempt(number, isRefused, now);
  return nextAttemptAt === undefined ? { status: 'FAILED', reason } : { status: 'PENDING', reason, nextAttemptAt };
}
