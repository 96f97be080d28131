// A request for pictures or a video, on its way to the rooms: the model that is meant, its parameters, the idempotency key.
import { createHash } from 'node:crypto';
import { type AnyUserError, type GenerationAnswer, invalidParameter, noting } from '../../callers/index.ts';
import type { Model, ModelKind } from '../../catalog/index.ts';
import { idempotencyKeyOf } from '../idempotency-key.ts';
import { requestWithFiles } from '../request-with-files.ts';
import type { Call, UploadedFile } from '../route.ts';
import { decideModel } from './decide-model.ts';
import { decideParameters } from './decide-parameters.ts';
import type { Wishes } from './decide-step.ts';

export interface Asked {
  readonly kind: Extract<ModelKind, 'IMAGE' | 'VIDEO'>;
  readonly model: string;
  readonly prompt: string | undefined;
  readonly count: number;
  readonly wishes: Omit<Wishes, 'references'>;
  /** What it is to begin with: what is sent, and what is named by its address. */
  readonly files: readonly UploadedFile[];
  readonly addresses: readonly string[];
  readonly labels: Readonly<Record<string, unknown>> | undefined;
  /** Of the body. */
  readonly idempotencyKey: string | undefined;
  readonly webhookUrl: string | undefined;
  readonly dryRun: boolean;
}

/** `pinned`: the only provider that may run it. */
export type AskedAnswer = GenerationAnswer & { readonly pinned?: string | undefined };

export async function ask(call: Call, asked: Asked): Promise<AskedAnswer> {
  const { model: name, prompt, count, labels, webhookUrl, dryRun, files, addresses } = asked;
  // Before any file is kept.
  const meant = understand(call, asked, [...files.map(() => NOT_KEPT_YET), ...addresses]);
  if ('error' in meant) return refused(call, asked, meant.error);
  const { identifier, pinned } = meant;
  const idempotencyKey = keyOf(call, asked.idempotencyKey);
  const answer = await requestWithFiles(call, {
    ...{ idempotencyKey, files, addresses },
    input: (sent) => ({
      ...{ model: identifier ?? name, prompt, count, metadata: labels, webhookUrl, dryRun },
      webhookFormat: 'LUMENFALL',
      parameters: parametersOf(understand(call, asked, [...sent, ...addresses])),
      providerOrder: pinned === undefined ? undefined : [pinned],
    }),
  });
  return { ...answer, pinned };
}

const NOT_KEPT_YET = 'https://example.invalid';

/** With other addresses it is understood the same: what it was understood as before holds. */
function parametersOf(meant: Meant | { readonly error: AnyUserError }): Meant['parameters'] {
  if ('error' in meant) throw new Error('a request was understood, and is not with its files');
  return meant.parameters;
}

interface Meant {
  /** Undefined: there is no such model, which is for the rooms to say. */
  readonly identifier?: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly pinned?: string | undefined;
}

function understand(
  { services }: Call,
  { model: name, kind, wishes }: Asked,
  references: readonly string[],
): Meant | { readonly error: AnyUserError } {
  const named = decideModel(name, services.catalog.current());
  if (named.status === 'unknown') return { parameters: {} };
  if (named.status === 'ambiguous') {
    const message = `Several models end in "${name}": ${named.identifiers.join(', ')}.`;
    return { error: invalidParameter(['model'], message, named.identifiers) };
  }
  const { model, pinned } = named;
  if (model.kind !== kind) return { error: wrongKind(model, kind) };
  const translated = decideParameters(model.parameterSchema, { ...wishes, references });
  if ('wrong' in translated) {
    const { field, message, allowed } = translated.wrong;
    return { error: invalidParameter([field], `${model.identifier}: ${message}`, allowed) };
  }
  return { identifier: model.identifier, parameters: translated.parameters, pinned };
}

const MAKES = { IMAGE: 'images', VIDEO: 'videos', VOICE: 'speech', MUSIC: 'music', SOUND: 'sounds' } as const;

function wrongKind({ identifier, kind }: Model, wanted: Asked['kind']): AnyUserError {
  const message = `Model '${identifier}' does not make ${MAKES[wanted]}: it makes ${MAKES[kind]}.`;
  return invalidParameter(['model'], message, [`a model that makes ${MAKES[wanted]}`]);
}

/** What was not understood is in the log of requests, as what the rooms refuse is. */
export function refused(call: Call, { model, prompt, labels, dryRun }: Asked, error: AnyUserError): AskedAnswer {
  const note = noting(call, [{ model, prompt, metadata: labels }]);
  note({ endpoint: dryRun ? 'GENERATE_DRY_RUN' : 'GENERATE', status: 'REJECTED', error });
  return { status: 'refused', error };
}

/** Lumenfall takes one character more than Tollgate does. */
const ONE_TOO_LONG = 256;

function keyOf(call: Call, ofBody: string | undefined): string {
  const key = call.header('idempotency-key') ?? ofBody;
  if (key === undefined) return idempotencyKeyOf(call);
  return key.length === ONE_TOO_LONG ? `sha256:${createHash('sha256').update(key).digest('hex')}` : key;
}

/** Whether a repetition of the call is the same generation. */
export const isNamed = (call: Call, { idempotencyKey }: Pick<Asked, 'idempotencyKey'>): boolean =>
  call.header('idempotency-key') !== undefined || idempotencyKey !== undefined;
