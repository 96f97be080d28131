// Every call that generates or estimates is noted with its answer, unless it made a generation: that one is its own note.
import type { AnsweredRequest, RequestEndpoint } from '../requests/index.ts';
import { type LabelsInput, readLabels } from './labels.ts';
import type { Asking } from './refuse-suspended.ts';

export interface Asked extends LabelsInput {
  readonly model: string;
  readonly prompt?: string | null | undefined;
  readonly parameters?: Readonly<Record<string, unknown>> | null | undefined;
}

/** What a call was answered. */
export interface RequestAnswer {
  readonly endpoint: RequestEndpoint;
  readonly status: 'COMPLETED' | 'REJECTED';
  readonly error?: Problem | undefined;
  readonly generationId?: string | undefined;
}

/** What a call failed with, as its answer says it. */
export interface Problem {
  readonly code: string;
  readonly message: string;
}

export type Noting = (answer: RequestAnswer) => void;

/** `began`: when the call came in, by `performance.now()`. */
export function noting({ services, viewer }: Asking, asked: readonly Asked[], began = performance.now()): Noting {
  return ({ endpoint, status, error, generationId }) => {
    services.requests.note({
      ...{ accountId: viewer.account.id, apiKeyId: viewer.key.id, endpoint, status, generationId },
      ...whatIsSaid(asked, viewer),
      model: modelOf(asked, services),
      errorCode: error?.code,
      errorMessage: error?.message,
      durationMilliseconds: performance.now() - began,
    });
  };
}

type Said = Pick<AnsweredRequest, 'userId' | 'sessionId' | 'traceId' | 'inputBytes'>;

function whatIsSaid(asked: readonly Asked[], { key }: Asking['viewer']): Said {
  const { metadata = {} } = readLabels(asked[0] ?? {}, key.clientToken?.endUser);
  return {
    userId: metadata['userId'],
    sessionId: metadata['sessionId'],
    traceId: metadata['traceId'],
    inputBytes: asked.reduce((sum, one) => sum + bytesOf(one), 0),
  };
}

/** Of several the one that all name; undefined when there is no such model. */
function modelOf([first, ...more]: readonly Asked[], { catalog }: Asking['services']): string | undefined {
  const isOne = first !== undefined && more.every(({ model }) => model === first.model);
  return isOne ? catalog.model(first.model)?.identifier : undefined;
}

function bytesOf({ prompt, parameters }: Asked): number {
  const ofParameters =
    parameters === undefined || parameters === null ? 2 : Buffer.byteLength(JSON.stringify(parameters));
  return Buffer.byteLength(prompt ?? '') + ofParameters;
}
