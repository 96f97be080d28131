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

async function updateDispute({ id, fields, work }: WriteCall): Promise<object> {
  const { object } = await work.need('dispute', id, 'dispute');
  const { evidence = {}, submit = true, metadata } = readParameters(ChangeFields, fields);
  const isSubmitted = submit && Object.keys(evidence).length > 0;
  const updated: Stripe.Dispute = {
    ...object,
    evidence: { ...object.evidence, ...evidence },
    evidence_details: {
      ...object.evidence_details,
      has_evidence: object.evidence_details.has_evidence || Object.keys(evidence).length > 0,
      submission_count: object.evidence_details.submission_count + (isSubmitted ? 1 : 0),
    },
    metadata: mergeMetadata(object.metadata, metadata),
    status: isSubmitted ? 'under_review' : object.status,
  };
  work.save('dispute', id, { object: updated });
  work.changed('charge.dispute.updated', object, updated);
  const text = evidence['uncategorized_text'];
  if (!isSubmitted || (text !== 'winning_evidence' && text !== 'losing_evidence')) return updated;
  return closeDispute(work, id, text === 'winning_evidence' ? 'won' : 'lost');
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
