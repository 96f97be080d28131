// What a round of reconciliation found, as data and in words.
import { toPublicId } from '../../database/index.ts';
import type { OnReconciliationProgress } from './progress.ts';

export interface ReconciliationRequest {
  /** A round that began less than this ago is enough; what was found is looked at again at most once an hour then. */
  readonly unlessWithinMilliseconds?: number;
  readonly onProgress?: OnReconciliationProgress;
}

/** An event of the provider's, by what is needed to read it again. */
export interface EventName {
  readonly eventId: string;
  readonly type: string;
  readonly objectId: string;
}

export type Finding =
  /** Never taken back by itself: a person decides. */
  | {
      readonly code: 'CREDITS_WITHOUT_PAYMENT';
      readonly accountId: string;
      readonly lot: number;
      /** The provider's: a payment, or a plan's invoice; undefined when nothing is said to have paid them. */
      readonly paymentId: string | undefined;
    }
  /** `objectId`: the provider's checkout, payment or invoice. */
  | { readonly code: 'PAYMENT_WITHOUT_CREDITS'; readonly objectId: string; readonly paymentId: string | undefined }
  /** `since`: RFC 3339. */
  | { readonly code: 'REFUND_UNFINISHED'; readonly refundId: string; readonly since: string }
  /** It is tried again in each round, and holds up no other. */
  | { readonly code: 'EVENT_UNHEARD'; readonly event: EventName; readonly error: string }
  /** What a handler could not do by itself, in its own words. */
  | {
      readonly code: 'PROBLEM';
      readonly message: string;
      readonly details: Readonly<Record<string, unknown>>;
      readonly event?: EventName | undefined;
    };

/** Of an earlier round, or of this one. */
export type OpenFinding = Finding & {
  readonly findingId: string;
  readonly firstSeenAt: Date;
  /** When somebody last looked whether it still holds. */
  readonly checkedAt: Date;
};

export interface Reconciliation {
  /** BUSY: another gateway is at it. RECENT: one has been a moment ago. */
  readonly status: 'DONE' | 'BUSY' | 'RECENT';
  /** Of the provider's journal. */
  readonly since: Date | undefined;
  /** Events of the journal whose webhooks had not arrived. */
  readonly eventsHandled: number;
  /** Payments whose credits were added now. */
  readonly credited: number;
  /** Purchases that nobody paid, closed now. */
  readonly closed: number;
  /** Refunds and disputes that stood in between and were led to their end now. */
  readonly finished: number;
  /** What of earlier rounds is solved now. */
  readonly solved: number;
  /** What needs a person, of all rounds. */
  readonly findings: readonly OpenFinding[];
}

export interface FindingSettlement {
  /** The database's. */
  readonly findingId: string;
  /** What was done about it, in a person's words. */
  readonly because: string;
}

/** A finding for people, as pages show it. */
export interface ShownFinding {
  readonly id: string;
  readonly code: Finding['code'];
  /** With its numbers and names. */
  readonly message: string;
  /** Public; undefined where it names none. */
  readonly accountId: string | undefined;
  readonly firstSeenAt: Date;
  readonly checkedAt: Date;
}

export function toShownFinding(finding: OpenFinding): ShownFinding {
  const { findingId, code, firstSeenAt, checkedAt } = finding;
  const accountId = code === 'CREDITS_WITHOUT_PAYMENT' ? toPublicId('acct', finding.accountId) : undefined;
  return { id: toPublicId('fnd', findingId), code, message: inWords(finding), accountId, firstSeenAt, checkedAt };
}

/** One line per fact; the last one says whether a person is needed. */
export function describeReconciliation(report: Reconciliation): string[] {
  const { findings, status } = report;
  const verdict =
    findings.length === 0 ? 'Money and credits agree.' : `${findings.length} to be looked at by a person.`;
  return [
    ...findings.map(describeFinding),
    describeRound(report),
    ...(status === 'DONE' || findings.length > 0 ? [verdict] : []),
  ];
}

function describeRound(report: Reconciliation): string {
  if (report.status !== 'DONE') {
    return report.status === 'BUSY' ? 'Another gateway is reconciling.' : 'A gateway has just reconciled.';
  }
  const since = report.since?.toISOString() ?? 'the beginning';
  const { eventsHandled, credited, closed, finished, solved } = report;
  const counts = `missed events handled: ${eventsHandled}, payments credited: ${credited}, purchases closed: ${closed}, refunds and disputes finished: ${finished}, findings solved: ${solved}`;
  return `Compared with the payment provider since ${since}; ${counts}.`;
}

const describeFinding = (finding: OpenFinding): string =>
  `${inWords(finding)} [${toPublicId('fnd', finding.findingId)}, since ${finding.firstSeenAt.toISOString()}]`;

function inWords(finding: Finding): string {
  switch (finding.code) {
    case 'CREDITS_WITHOUT_PAYMENT': {
      const payment = finding.paymentId ?? 'no payment at all';
      return `Credits without a payment: lot ${finding.lot} of ${toPublicId('acct', finding.accountId)} (${payment}).`;
    }
    case 'PAYMENT_WITHOUT_CREDITS':
      return `A payment without credits: ${finding.objectId}.`;
    case 'REFUND_UNFINISHED':
      return `A refund is unfinished since ${finding.since}: ${finding.refundId}.`;
    case 'EVENT_UNHEARD':
      return `An event could not be handled, ${finding.event.type} ${finding.event.eventId}: ${finding.error}`;
    case 'PROBLEM':
      return `${finding.message}: ${JSON.stringify(finding.details)}`;
    default:
      return finding satisfies never;
  }
}
