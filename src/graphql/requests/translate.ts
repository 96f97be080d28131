import { toPublicId } from '../../callers/index.ts';
import type { Catalog } from '../../catalog/index.ts';
import type { LoggedRequest } from '../../requests/index.ts';
import type { RequestType } from './types.ts';

export function toRequest(request: LoggedRequest, catalog: Catalog): RequestType {
  const { accountId, id, endpoint, status, model, generationId, cost, durationMilliseconds, errorCode } = request;
  const { errorMessage, userId, sessionId, traceId, inputBytes, outputs, outputBytes } = request;
  return {
    ...{ accountId, generationId, endpoint, status, model, cost, durationMilliseconds, errorCode, errorMessage },
    ...{ userId, sessionId, traceId, inputBytes, outputs, outputBytes: Number(outputBytes) },
    id: toPublicId('req', id),
    createdAt: request.createdAt,
    kind: model === undefined ? undefined : catalog.model(model)?.kind,
    apiKeyId: toPublicId('key', request.apiKeyId),
  };
}
