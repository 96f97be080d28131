// A request for a generation with files to work from: what is sent is kept before the request is made, and dropped when it is refused.
import {
  type AnyUserError,
  type GenerationAnswer,
  type GenerationInput,
  generalError,
  noting,
  requestGeneration,
} from '../callers/index.ts';
import type { InputRefusal } from '../generation/index.ts';
import type { Call, UploadedFile } from './route.ts';

export interface FiledRequest {
  readonly idempotencyKey: string;
  /** What is sent. */
  readonly files: readonly UploadedFile[];
  /** What is named instead: looked at before it is accepted, once nothing else stands against it, and not for a dry run. */
  readonly addresses?: readonly string[];
  /** The request, with the addresses of what was sent, in its order. */
  readonly input: (sent: readonly string[]) => Omit<GenerationInput, 'idempotencyKey' | 'checkInputs'>;
}

/** An address that leads nowhere (RFC 2606), for a file that is not kept. */
const STAND_IN = 'https://example.invalid';

export async function requestWithFiles(
  call: Pick<Call, 'services' | 'viewer'>,
  { idempotencyKey, files, addresses = [], input }: FiledRequest,
): Promise<GenerationAnswer> {
  const { inputs } = call.services;
  const sent: string[] = [];
  /** What was there before belongs to a request that may have been accepted. */
  const own: string[] = [];
  for (const [index, { bytes }] of files.entries()) {
    const kept = await inputs.keep({ accountId: call.viewer.account.id, idempotencyKey, index }, bytes);
    if (!kept.ok) {
      await inputs.drop(own);
      const error = toError(kept.refusal);
      const asked = input(files.map(() => STAND_IN));
      const endpoint = asked.dryRun === true ? 'GENERATE_DRY_RUN' : 'GENERATE';
      noting(call, [asked])({ endpoint, status: 'REJECTED', error });
      return { status: 'refused', error };
    }
    sent.push(kept.url);
    if (kept.isNew) own.push(kept.url);
  }
  const checkInputs = addresses.length === 0 ? undefined : () => checkAddresses(call, addresses);
  const answer = await requestGeneration(call, { ...input(sent), idempotencyKey, checkInputs });
  // What another request was accepted with under this key is that one's.
  const isOurs = answer.status === 'refused' && answer.error.code !== 'IDEMPOTENCY_KEY_PARAMETER_MISMATCH';
  if (isOurs || answer.status === 'planned') await inputs.drop(own);
  return answer;
}

async function checkAddresses(
  { services, viewer }: Pick<Call, 'services' | 'viewer'>,
  addresses: readonly string[],
): Promise<AnyUserError | undefined> {
  for (const address of addresses) {
    const refusal = await services.inputs.check(viewer.account.id, address);
    if (refusal !== undefined) return toError(refusal);
  }
  return undefined;
}

const toError = ({ code, message }: InputRefusal): AnyUserError => generalError({ code, message });
