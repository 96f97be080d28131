// A generation that has ended, as a line of the log of requests. A line whose end changes later is handed over again.
import type { Sends } from '../../database/index.ts';
import { ZERO } from '../../money/index.ts';
import type { EndedRequest, EndedRequestStatus, RecordEnded } from '../../requests/index.ts';
import type { Generation, GenerationStatus } from '../generation.ts';
import { toRequest } from '../read/open-requests.ts';

const STATUSES: Readonly<Partial<Record<GenerationStatus, EndedRequestStatus>>> = {
  SUCCEEDED: 'COMPLETED',
  FAILED: 'UPSTREAM_FAILURE',
  CANCELED: 'CANCELED',
};

/** As they are after the change. One that is held for review has ended: what it costs comes later. */
export function recordRequests(record: RecordEnded | undefined, tx: Sends, generations: readonly Generation[]): void {
  if (record !== undefined) record(tx, generations.map(toEndedRequest));
}

function toEndedRequest(generation: Generation): EndedRequest {
  const { createdAt, endedAt = createdAt, outputs, error, cost = ZERO } = generation;
  const status = STATUSES[generation.status];
  if (status === undefined) throw new Error('a generation is logged when it has ended');
  return {
    ...toRequest(generation),
    ...{ status, cost, errorCode: error?.code, errorMessage: error?.message },
    durationMilliseconds: endedAt.getTime() - createdAt.getTime(),
    outputs: outputs.length,
    outputBytes: BigInt(outputs.reduce((sum, { bytes }) => sum + bytes, 0)),
  };
}
