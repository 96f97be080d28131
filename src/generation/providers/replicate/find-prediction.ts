// A prediction whose id never arrived, found in the account's list by the mark on its webhook address. The
// list's documented schema leaves `webhook` out; the type of Replicate's own client (replicate-javascript, index.d.ts) has it.
import type { ProviderHttp } from '../http/provider-http.ts';
import { readShape } from '../http/read-json.ts';
import { type Prediction, predictionShape, predictionsShape } from './prediction.ts';

/** Clocks differ; a few more predictions in the list cost nothing. */
const CLOCK_DIFFERENCE_MILLISECONDS = 120_000;
/** 100 predictions each. */
const MOST_PAGES = 10;
const ATTEMPT_PARAMETER = 'attempt';

/** The attempt's webhook address, with a mark that finds the prediction again whatever the address looks like otherwise. */
export function markedWebhook(webhookUrl: string, attemptId: string): string {
  const url = new URL(webhookUrl);
  url.searchParams.set(ATTEMPT_PARAMETER, attemptId);
  return url.href;
}

/** The attempt that a webhook address (or only its path and query) is marked with. */
export function attemptIn(webhook: string | null | undefined): string | undefined {
  return URL.parse(webhook ?? '', 'http://gateway')?.searchParams.get(ATTEMPT_PARAMETER) ?? undefined;
}

export async function findPrediction(http: ProviderHttp, attemptId: string): Promise<Prediction | undefined> {
  let query: Record<string, string> | undefined = { created_after: earliest(attemptId) };
  for (let page = 0; page < MOST_PAGES && query !== undefined; page += 1) {
    const answer = await http.send({ method: 'GET', path: '/v1/predictions', query });
    const { results, next } = readShape(predictionsShape, answer);
    for (const result of results) {
      const prediction = predictionShape.safeParse(result).data;
      if (prediction !== undefined && attemptIn(prediction.webhook) === attemptId) return prediction;
    }
    // Only the query of the next page is taken: its address comes from an answer, and the token goes to the base URL alone.
    const url = URL.parse(next ?? '');
    query = url === null ? undefined : Object.fromEntries(url.searchParams);
  }
  return undefined;
}

/** A UUIDv7 begins with its time in milliseconds (RFC 9562, 5.7). */
function earliest(attemptId: string): string {
  const milliseconds = Number.parseInt(attemptId.replaceAll('-', '').slice(0, 12), 16);
  return new Date(Math.max(0, milliseconds - CLOCK_DIFFERENCE_MILLISECONDS)).toISOString();
}
