// What is sent, as JSON or as a form, where every value is a text.
import { z } from 'zod';
import { invalidParameter } from '../../callers/index.ts';
import type { UploadedFile } from '../route.ts';
import { wholeNumber } from '../whole-number.ts';
import { USUAL_FIELDS } from './decide-parameters.ts';
import type { Wishes } from './decide-step.ts';

/** OpenAI's clients send null for what is not wanted. */
const text = z.string().nullish();
const upTo = (most: number) => wholeNumber.pipe(z.int().min(1).max(most)).nullish();
const seconds = z.union([z.number(), z.string().regex(/^\d{1,6}(\.\d{1,3})?$/, 'a number of seconds')]).nullish();
const reference = z.union([z.string(), z.looseObject({ image_url: z.string() })]);
const references = z.union([reference, z.array(reference).max(16)]).nullish();

const shared = {
  model: z.string().min(1).max(300),
  size: text,
  aspect_ratio: text,
  resolution: text,
  user: text,
  safety_identifier: text,
  metadata: z.union([z.record(z.string(), z.unknown()), z.string().max(20_000)]).nullish(),
  idempotency_key: text,
};

const images = {
  ...shared,
  n: upTo(10),
  output_format: text,
  response_format: z.enum(['url', 'b64_json']).nullish(),
};

export const imageBody = z.looseObject({ ...images, prompt: z.string() });

/** An upscaler takes no prompt. `image`, `images`: addresses; files come beside them. */
export const editBody = z.looseObject({ ...images, prompt: text, image: references, images: references });

export const videoBody = z.looseObject({
  ...shared,
  prompt: z.string(),
  n: upTo(4),
  seconds,
  duration: seconds,
  input_reference: references,
  webhook_url: text,
  /** As a vendor's guide spells it. */
  webhook: text,
});

type SharedBody = z.output<z.ZodObject<typeof shared, z.core.$loose>>;
type AnyBody = SharedBody & {
  readonly output_format?: string | null | undefined;
  readonly seconds?: string | number | null | undefined;
  readonly duration?: string | number | null | undefined;
};

const OWN: ReadonlySet<string> = new Set([
  ...Object.keys({ ...imageBody.shape, ...editBody.shape, ...videoBody.shape }),
  ...USUAL_FIELDS,
]);
/** How OpenAI's client writes objects in forms: `input_reference[image_url]`. */
const MEMBER = /^(\w+)\[(\w+)\]$/;

/** All of it but the model, the prompt and how it is answered. */
export function wishesOf(body: AnyBody): Omit<Wishes, 'references'> {
  const fields = Object.entries(body).filter(([name, value]) => value !== undefined && value !== null && name !== '');
  return {
    size: body.size ?? undefined,
    aspectRatio: body.aspect_ratio ?? undefined,
    resolution: body.resolution ?? undefined,
    seconds: toSeconds(body.seconds ?? body.duration),
    outputFormat: body.output_format ?? undefined,
    usual: Object.fromEntries(fields.filter(([name]) => USUAL_FIELDS.includes(name))),
    others: Object.fromEntries(fields.filter(([name]) => !OWN.has(name) && !isMember(name))),
  };
}

const toSeconds = (given: string | number | null | undefined): number | undefined =>
  given === undefined || given === null ? undefined : Number(given);

const isMember = (name: string): boolean =>
  ['input_reference', 'image', 'metadata'].includes(MEMBER.exec(name)?.[1] ?? '');

function membersOf(body: object, of: string): [string, unknown][] {
  return Object.entries(body).flatMap(([name, value]) => {
    const [, object, member] = MEMBER.exec(name) ?? [];
    return object === of && member !== undefined ? [[member, value] as [string, unknown]] : [];
  });
}

type Reference = z.output<typeof reference>;

export interface Beginning {
  readonly files: readonly UploadedFile[];
  readonly addresses: readonly string[];
}

/** What stands in fields: addresses, and files written as `data:` addresses. `form`: of a form, the object that the field is. */
export function beginningOf(
  given: readonly (Reference | readonly Reference[] | null | undefined)[],
  { body, form }: { readonly body: object; readonly form: string },
): Beginning {
  const named = given.flat().filter((one) => one !== undefined && one !== null);
  const all = [
    ...named.map((one) => (typeof one === 'string' ? one : one.image_url)),
    ...membersOf(body, form).map(([, value]) => String(value)),
  ];
  const isFile = (address: string): boolean => IN_ADDRESS.test(address);
  return {
    files: all.filter(isFile).map((address) => fileIn(form, address)),
    addresses: all.filter((address) => !isFile(address)),
  };
}

const IN_ADDRESS = /^data:[\w/+.-]*;base64,/;

const fileIn = (field: string, address: string): UploadedFile => ({
  ...{ field, fileName: 'data' },
  bytes: Buffer.from(address.slice(address.indexOf(',') + 1), 'base64'),
});

/** `user` is whom it is for: metadata.userId. Undefined for a text that is no JSON object. */
export function labelsOf(body: SharedBody): Readonly<Record<string, unknown>> | undefined {
  const metadata = readMetadata(body.metadata);
  if (metadata === undefined) return undefined;
  const user = body.user ?? body.safety_identifier;
  const members = Object.fromEntries(membersOf(body, 'metadata'));
  const ofUser = user === undefined || user === null || user === '' ? {} : { userId: user };
  return { ...ofUser, ...members, ...metadata };
}

function readMetadata(given: SharedBody['metadata']): Readonly<Record<string, unknown>> | undefined {
  if (typeof given !== 'string') return given ?? {};
  try {
    const parsed: unknown = JSON.parse(given);
    const isObject = typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed);
    return isObject ? (parsed as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    return undefined;
  }
}

export const NO_LABELS = invalidParameter(['metadata'], 'metadata is an object of texts.', ['{ "name": "text" }']);
