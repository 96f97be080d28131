// Why something was not done: the gateway's refusals, or what was thrown where there is no answer to read them in.
import { TollgateError } from '@tollgate/client';

export interface Refusal {
  readonly message: string;
  readonly path?: readonly string[] | null;
}

/** GraphQL's words about a value within a variable: where in it, and what is wrong. */
const UNREADABLE = /^Variable "\$[^"]+" got invalid value [^]* at "[^".]+\.([^"]+)"; ([^]+)$/;

/** As a form shows them: each at the field that its path names. */
export function refusalsOf(error: Error | null, userErrors: readonly Refusal[] = []): readonly Refusal[] {
  if (error === null) return userErrors;
  if (!(error instanceof TollgateError) || error.problems.length === 0) return [{ message: error.message }];
  return error.problems.map(({ message }) => readProblem(message, error.requestId));
}

function readProblem(message: string, requestId: string | undefined): Refusal {
  const [, place, words] = UNREADABLE.exec(message) ?? [];
  if (words !== undefined) return { message: words, path: place?.split(/[.[\]]+/) ?? [] };
  // Whoever is asked about it finds it by this in the log.
  return { message: requestId === undefined ? message : `${message} (request ${requestId})` };
}

/** The refusal of one field. */
export function refusalOf(refusals: readonly Refusal[], field: string): string | undefined {
  return refusals.find(({ path }) => path?.[0] === field)?.message;
}
