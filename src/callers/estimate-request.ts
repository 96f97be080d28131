// What a request would cost, and its line in the log of requests.
import type { GenerationPlan } from '../generation/index.ts';
import { checkRequest, type RequestInput, toPlanRequest } from './check-request.ts';
import { toGenerationError } from './generation-error.ts';
import { checkLabels, type LabelsInput } from './labels.ts';
import { noting } from './note-request.ts';
import type { Asking } from './refuse-suspended.ts';
import { endUserOf } from './spender.ts';
import type { AnyUserError } from './user-errors.ts';
import type { Viewer } from './viewer.ts';

export type EstimateRequest = RequestInput & LabelsInput;

export type EstimateAnswer =
  | {
      readonly status: 'planned';
      readonly plan: GenerationPlan;
      /** Whom it would be for. */
      readonly endUser: string | undefined;
    }
  | { readonly status: 'refused'; readonly error: AnyUserError };

/** Free: it touches no provider and no wallet. */
export function estimateRequest(asking: Asking, input: EstimateRequest): EstimateAnswer {
  const note = noting(asking, [input]);
  const answer = estimate(asking, input);
  const error = answer.status === 'refused' ? answer.error : undefined;
  note({ endpoint: 'ESTIMATE', status: error === undefined ? 'COMPLETED' : 'REJECTED', error });
  return answer;
}

function estimate({ services, viewer }: Asking, input: EstimateRequest): EstimateAnswer {
  const request = toPlanRequest(input);
  const problem = checkRequest(request) ?? checkLabelsOf(viewer, input);
  if (problem !== undefined) return { status: 'refused', error: problem };
  const planned = services.generations.plan(request);
  if (planned.status === 'refused') {
    return { status: 'refused', error: toGenerationError(planned.refusal, services.catalog) };
  }
  return { status: 'planned', plan: planned.plan, endUser: endUserOf(viewer, input) };
}

export const checkLabelsOf = ({ key }: Viewer, labels: LabelsInput): AnyUserError | undefined =>
  checkLabels(labels, key.clientToken?.endUser);
