// A request for a generation with files to work from: what is sent is kept before the request is made, once nothing else stands against
// it, and dropped when it is refused.
import {
  type AnyUserError,
  type GenerationAnswer,
  type GenerationInput,
  generalError,
  noting,
  refuseUnkept,
  requestGeneration,
} from '../callers/index.ts';
import type { InputRefusal, KeptInput } from '../generation/index.ts';
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
  call: Filing,
  { idempotencyKey, files, addresses = [], input }: FiledRequest,
): Promise<GenerationAnswer> {
  const asked = { ...input(files.map(() => STAND_IN)), idempotencyKey };
  const isNew = files.length > 0 && !(await isAllThere(call, { idempotencyKey, files }));
  const unpayable = isNew && asked.dryRun !== true ? await refuseUnkept(call, asked) : undefined;
  if (unpayable !== undefined) return { status: 'refused', error: unpayable };
  const kept = await keepAll(call, { idempotencyKey, files });
  if (!kept.ok) {
    const error = toError(kept.refusal);
    const endpoint = asked.dryRun === true ? 'GENERATE_DRY_RUN' : 'GENERATE';
    noting(call, [asked])({ endpoint, status: 'REJECTED', error });
    return { status: 'refused', error };
  }
  const checkInputs = addresses.length === 0 ? undefined : () => checkAddresses(call, addresses);
  const sent = kept.files.map(({ url }) => url);
  const answer = await requestGeneration(call, { ...input(sent), idempotencyKey, checkInputs });
  await letGo(call, { idempotencyKey, kept: kept.files, answer });
  return answer;
}

type Sent = Pick<FiledRequest, 'idempotencyKey' | 'files'>;
type Filing = Pick<Call, 'services' | 'viewer'>;

/** As for a repetition: nothing is written for it. */
async function isAllThere({ services, viewer }: Filing, { idempotencyKey, files }: Sent): Promise<boolean> {
  for (const [index, { bytes }] of files.entries()) {
    const place = { accountId: viewer.account.id, idempotencyKey, index };
    if (!(await services.inputs.has(place, bytes))) return false;
  }
  return true;
}

/** All of them, or none. */
async function keepAll({ services, viewer }: Filing, { idempotencyKey, files }: Sent): Promise<KeptAll> {
  const kept: KeptFile[] = [];
  for (const [index, { bytes }] of files.entries()) {
    const file = await services.inputs.keep({ accountId: viewer.account.id, idempotencyKey, index }, bytes);
    if (!file.ok) {
      await services.inputs.drop(kept.filter(({ isNew }) => isNew));
      return file;
    }
    kept.push(file);
  }
  return { ok: true, files: kept };
}

type KeptFile = Extract<KeptInput, { readonly ok: true }>;
type KeptAll = { readonly ok: true; readonly files: readonly KeptFile[] } | Extract<KeptInput, { readonly ok: false }>;

interface Answered {
  readonly idempotencyKey: string;
  readonly kept: readonly KeptFile[];
  readonly answer: GenerationAnswer;
}

/** What it is not clear of whose it is, by now, is left to the sweep: it looks again when nobody can be working with it. */
async function letGo({ services, viewer }: Filing, { idempotencyKey, kept, answer }: Answered): Promise<void> {
  if (kept.length === 0) return;
  const { inputs, generations } = services;
  const own = kept.filter(({ isNew }) => isNew);
  if (answer.status === 'accepted') {
    // A repetition brings nothing back that was erased.
    if (answer.generation.purgedAt === undefined) await inputs.accepted(kept);
    else await inputs.drop(own);
    return;
  }
  const other = await generations.ofKey({ accountId: viewer.account.id, idempotencyKey });
  if (other === undefined) await inputs.drop(own);
}

async function checkAddresses(
  { services, viewer }: Filing,
  addresses: readonly string[],
): Promise<AnyUserError | undefined> {
  for (const address of addresses) {
    const refusal = await services.inputs.check(viewer.account.id, address);
    if (refusal !== undefined) return toError(refusal);
  }
  return undefined;
}

const toError = ({ code, message }: InputRefusal): AnyUserError => generalError({ code, message });
