// What a round of reconciliation found, as data and in words.
import { toPublicId } from '../../database/index.ts';

export interface ReconciliationRequest {
  /** A round that began less than this ago is enough. */
  readonly unlessWithinMilliseconds?: number;
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
  | { readonly code: 'PAYMENT_WITHOUT_CREDITS'; readonly objectId: string }
  | { readonly code: 'REFUND_UNFINISHED'; readonly refundId: string; readonly since: Date }
  /** What a handler could not do by itself, in its own words. */
  | { readonly code: 'PROBLEM'; readonly message: string; readonly details: Readonly<Record<string, unknown>> };

export interface Reconciliation {
  /** BUSY: another gateway is at it. RECENT: one has been a moment ago. */
  readonly status: 'DONE' | 'BUSY' | 'RECENT';
  /** Of the provider's journal. */
  readonly since: Date | undefined;
  /** Events of the journal whose webhooks had not arrived. */
  readonly eventsHeard: number;
  /** Payments whose credits were added now. */
  readonly credited: number;
  /** Purchases that nobody paid, closed now. */
  readonly closed: number;
  /** Refunds and disputes that stood in between and were led to their end now. */
  readonly finished: number;
  /** What needs a person. */
  readonly findings: readonly Finding[];
}

/** One line per fact; the last one says whether a person is needed. */
export function describeReconciliation(report: Reconciliation): string[] {
  if (report.status !== 'DONE') {
    return [report.status === 'BUSY' ? 'Another gateway is reconciling.' : 'A gateway has just reconciled.'];
  }
  const since = report.since?.toISOString() ?? 'the beginning';
  const { eventsHeard, credited, closed, finished, findings } = report;
  const counts = `${eventsHeard} missed events heard, ${credited} payments credited, ${closed} purchases closed, ${finished} refunds and disputes finished`;
  const verdict =
    findings.length === 0 ? 'Money and credits agree.' : `${findings.length} to be looked at by a person.`;
  return [...findings.map(describeFinding), `Compared with the payment provider since ${since}: ${counts}.`, verdict];
}

function describeFinding(finding: Finding): string {
  switch (finding.code) {
    case 'CREDITS_WITHOUT_PAYMENT': {
      const payment = finding.paymentId ?? 'no payment at all';
      return `Credits without a payment: lot ${finding.lot} of ${toPublicId('acct', finding.accountId)} (${payment}).`;
    }
    case 'PAYMENT_WITHOUT_CREDITS':
      return `A payment without credits: ${finding.objectId}.`;
    case 'REFUND_UNFINISHED':
      return `A refund is unfinished since ${finding.since.toISOString()}: ${finding.refundId}.`;
    case 'PROBLEM':
      return `${finding.message}: ${JSON.stringify(finding.details)}`;
    default:
      return finding satisfies never;
  }
}
