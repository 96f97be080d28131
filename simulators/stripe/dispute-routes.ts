// /v1/disputes
import type Stripe from 'stripe';
import { z } from 'zod';
import { closeDispute } from './dispute.ts';
import { listRoute, readRoute } from './list-objects.ts';
import { Id, MetadataFields, mergeMetadata, readParameters, Switch } from './read-parameters.ts';
import type { Route, WriteCall } from './route.ts';

const ChangeFields = z.strictObject({
  evidence: z.record(z.string(), z.string()).optional(),
  submit: Switch.optional(),
  metadata: MetadataFields.optional(),
});

/** Words that decide a dispute in test mode. */
const OUTCOMES = new Map([
  ['winning_evidence', 'won'],
  ['losing_evidence', 'lost'],
] as const) as ReadonlyMap<string, 'won' | 'lost'>;

async function updateDispute({ id, fields, work }: WriteCall): Promise<object> {
  const { object } = await work.need('dispute', id, 'dispute');
  const { evidence = {}, submit = true, metadata } = readParameters(ChangeFields, fields);
  const hasEvidence = Object.keys(evidence).length > 0;
  const isSubmitted = submit && hasEvidence;
  const { evidence_details: details } = object;
  const updated: Stripe.Dispute = {
    ...object,
    evidence: { ...object.evidence, ...evidence },
    evidence_details: {
      ...details,
      has_evidence: details.has_evidence || hasEvidence,
      submission_count: details.submission_count + Number(isSubmitted),
    },
    metadata: mergeMetadata(object.metadata, metadata),
    status: isSubmitted ? 'under_review' : object.status,
  };
  work.save('dispute', id, { object: updated });
  work.changed('charge.dispute.updated', object, updated);
  const outcome = isSubmitted ? OUTCOMES.get(evidence['uncategorized_text'] ?? '') : undefined;
  return outcome === undefined ? updated : closeDispute(work, id, outcome);
}

export const disputeRoutes: readonly Route[] = [
  { method: 'POST', path: 'disputes/:id', handle: updateDispute },
  {
    method: 'POST',
    path: 'disputes/:id/close',
    handle: ({ id, work }) => closeDispute(work, id, 'lost'),
  },
  readRoute('disputes', 'dispute', 'dispute'),
  listRoute('disputes', 'dispute', { charge: Id.optional(), payment_intent: Id.optional() }),
];
