// What GraphQL answers a call that generates or estimates, for the log of requests.
import { GraphQLError } from 'graphql';
import type { Noting, Problem, RequestAnswer } from '../../callers/index.ts';
import type { RequestEndpoint } from '../../requests/index.ts';

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
  endpointOf: (result: Result | undefined) => Pick<RequestAnswer, 'endpoint' | 'generationId'> | undefined,
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
