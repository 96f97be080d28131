// Looks at what was found before: what holds no longer is solved. What an event led to is handled again, so that whoever mended
// the cause need do nothing else.
import { fromPublicId } from '../../database/index.ts';
import { handleEvent } from '../events/receive-webhook.ts';
import { recordEvents } from '../events/record-events.ts';
import { handleCredit, mirrorPayment } from '../refunds/mirror-payment.ts';
import { isPaidFor } from './find-unpaid-credits.ts';
import { markChecked, openFindings, saveFinding, solveFinding } from './findings.ts';
import { isOpen } from './finish-reversals.ts';
import { counting } from './progress.ts';
import type { EventName, OpenFinding } from './report.ts';
import { type Round, watch } from './round.ts';
import { markSeen, settledKey } from './seen.ts';

/** Gives how many are solved now. `before`: only those at which nobody has looked since. */
export async function checkFindings(round: Round, before?: Date): Promise<number> {
  const { database, log, now } = round.context;
  let solved = 0;
  for (const finding of counting(await openFindings(database, before), 'findings', round.onProgress)) {
    const { findingId } = finding;
    try {
      if (await holds(round, finding)) await markChecked(database, findingId, now());
      else {
        await solveFinding(database, { findingId, now: now() });
        if (finding.code === 'PAYMENT_WITHOUT_CREDITS') {
          await markSeen(database, [settledKey(finding.objectId)], now());
        }
        solved += 1;
      }
    } catch (error) {
      log.warn({ err: error, code: finding.code }, 'what was found before could not be looked at again');
      await markChecked(database, findingId, now());
    }
  }
  return solved;
}

function holds(round: Round, finding: OpenFinding): Promise<boolean> {
  switch (finding.code) {
    case 'CREDITS_WITHOUT_PAYMENT':
      return stillUnpaid(round, finding.paymentId);
    case 'PAYMENT_WITHOUT_CREDITS':
      return stillWithoutCredits(round, finding.objectId, finding.paymentId);
    case 'REFUND_UNFINISHED':
      return stillUnfinished(round, finding.refundId);
    case 'EVENT_UNHEARD':
      return stillUnhandled(round, finding.event);
    case 'PROBLEM':
      return stillAProblem(round, finding);
    default:
      return finding satisfies never;
  }
}

async function stillUnpaid({ context }: Round, paymentId: string | undefined): Promise<boolean> {
  return paymentId === undefined || !(await isPaidFor(context, paymentId));
}

/** Credited meanwhile, or given back in full. */
async function stillWithoutCredits({ context }: Round, objectId: string, paymentId?: string): Promise<boolean> {
  const again = await readCreditOf(context, objectId);
  for (const event of again) {
    const outcome = await handleCredit(context, event);
    if (outcome === 'CREDITED' || outcome === 'ALREADY_CREDITED') return false;
  }
  const state = paymentId === undefined ? undefined : await context.payments.readPayment(paymentId);
  if (state === undefined) return true;
  const made = state.refunds.filter((refund) => refund.state === 'MADE');
  return made.reduce((total, { minorUnits }) => total + minorUnits, 0n) < state.paid.minorUnits;
}

async function readCreditOf({ payments }: Round['context'], objectId: string) {
  const type = objectId.startsWith('in_') ? 'invoice.paid' : 'payment_intent.succeeded';
  const event = objectId.startsWith('cs_')
    ? await payments.readCheckoutAgain(objectId)
    : await payments.readEventAgain({ eventId: `read:${objectId}`, type, objectId });
  return event === undefined ? [] : [event];
}

async function stillUnfinished({ context }: Round, refundId: string): Promise<boolean> {
  const id = fromPublicId('rfd', refundId);
  return id !== undefined && isOpen(context.database, id);
}

/** Throws like the first time, which keeps it. */
async function stillUnhandled({ context }: Round, name: EventName): Promise<boolean> {
  const event = await context.payments.readEventAgain(name);
  if (event === undefined) return true;
  const { context: recording, problems } = watch(context, event);
  const receivedAt = context.now();
  const outcome = await handleEvent(recording, event, receivedAt);
  const isOfJournal = event.id.startsWith('evt_');
  if (outcome !== 'CREDITED' && isOfJournal) await recordEvents(context.database, [{ event, outcome, receivedAt }]);
  for (const problem of problems) await saveFinding(context.database, problem, context.now());
  return false;
}

async function stillAProblem(
  { context }: Round,
  { event: name, details, message }: Extract<OpenFinding, { code: 'PROBLEM' }>,
): Promise<boolean> {
  const paymentIntentId = details['paymentIntentId'];
  const { context: recording, problems } = watch(context);
  if (name !== undefined) {
    const event = await context.payments.readEventAgain(name);
    if (event === undefined) return true;
    await handleEvent(recording, event, context.now());
  } else if (typeof paymentIntentId === 'string') await mirrorPayment(recording, paymentIntentId);
  else return true;
  const others = problems.filter((problem) => problem.message !== message);
  for (const problem of others) await saveFinding(context.database, problem, context.now());
  return others.length < problems.length;
}
