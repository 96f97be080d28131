// Every call that generates or estimates is noted with its answer, unless it made a generation: that one is its own note.
import { GraphQLError } from 'graphql';
import type { AnsweredRequest, RequestEndpoint } from '../../requests/index.ts';
import type { GraphqlContext } from '../edge/context.ts';
import { type LabelsInput, readLabels } from '../generations/labels.ts';

export interface Asked extends LabelsInput {
  readonly model: string;
  readonly prompt?: string | null | undefined;
  readonly parameters?: Readonly<Record<string, unknown>> | null | undefined;
}

interface Answer {
  readonly endpoint: RequestEndpoint;
  readonly status: 'COMPLETED' | 'REJECTED';
  readonly error?: Problem | undefined;
  readonly generationId?: string | undefined;
}

interface Problem {
  readonly code: string;
  readonly message: string;
}

export type Noting = (answer: Answer) => void;

/** Begins when the call came in. */
export function noting({ services, viewer }: GraphqlContext, asked: readonly Asked[]): Noting {
  const began = performance.now();
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

function whatIsSaid(asked: readonly Asked[], { key }: GraphqlContext['viewer']): Said {
  const { metadata = {} } = readLabels(asked[0] ?? {}, key.clientToken?.endUser);
  return {
    userId: metadata['userId'],
    sessionId: metadata['sessionId'],
    traceId: metadata['traceId'],
    inputBytes: asked.reduce((sum, one) => sum + bytesOf(one), 0),
  };
}

/** Of several the one that all name; undefined when there is no such model. */
function modelOf([first, ...more]: readonly Asked[], { catalog }: GraphqlContext['services']): string | undefined {
  const isOne = first !== undefined && more.every(({ model }) => model === first.model);
  return isOne ? catalog.model(first.model)?.identifier : undefined;
}

function bytesOf({ prompt, parameters }: Asked): number {
  const ofParameters =
    parameters === undefined || parameters === null ? 2 : Buffer.byteLength(JSON.stringify(parameters));
  return Buffer.byteLength(prompt ?? '') + ofParameters;
}

/** What a call failed with, as its answer says it. */
export function problemOf(error: unknown): Problem {
  if (!(error instanceof GraphQLError)) return { code: 'INTERNAL_SERVER_ERROR', message: 'Internal server error' };
  const { code } = error.extensions;
  return { code: typeof code === 'string' ? code : 'BAD_USER_INPUT', message: error.message };
}

/** Answers, or throws, what `answer` does, and notes it. */
export function noted<Result>(note: Noting, endpoint: RequestEndpoint, answer: () => Result): Result {
  try {
    const result = answer();
    note({ endpoint, status: 'COMPLETED' });
    return result;
  } catch (error) {
    note({ endpoint, status: 'REJECTED', error: problemOf(error) });
    throw error;
  }
}

interface Payload {
  readonly userErrors: readonly Problem[];
}

/** The same for a mutation, which says in its payload why it was refused. `endpointOf`: undefined for what is not noted. */
export async function notedPayload<Result extends Payload>(
  note: Noting,
  answer: () => Promise<Result>,
  endpointOf: (result: Result | undefined) => Pick<Answer, 'endpoint' | 'generationId'> | undefined,
): Promise<Result> {
  let result: Result;
  try {
    result = await answer();
  } catch (error) {
    const asked = endpointOf(undefined);
    if (asked !== undefined) note({ ...asked, status: 'REJECTED', error: problemOf(error) });
    throw error;
  }
  const [error] = result.userErrors;
  const asked = endpointOf(error === undefined ? result : undefined);
  if (asked !== undefined) note({ ...asked, status: error === undefined ? 'COMPLETED' : 'REJECTED', error });
  return result;
}
