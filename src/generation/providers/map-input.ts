// From a storefront's request to a provider's input. Pure: the same request always comes to the same input.
import type { ProviderModel } from '../../catalog/index.ts';
import type { ProviderFailure, ProviderRequest } from '../provider.ts';

/** How the sandbox is made to go wrong; nobody else is to see it. */
const SANDBOX_PARAMETER = 'sandbox';

/** JSON, possibly nested: `image_size.width` of a path is `{ image_size: { width } }` here. */
export type ProviderInput = Readonly<Record<string, unknown>>;

export type MappedInput =
  | { readonly ok: true; readonly upstream: ProviderModel; readonly input: ProviderInput }
  | { readonly ok: false; readonly failure: ProviderFailure };

/**
 * What this provider cannot do of what the storefront sells (a value, a number of outputs) is a failure that another provider
 * may do better: the customer's request is right. `promptPath`: where the provider's API has the prompt.
 */
export function mapInput(request: ProviderRequest, promptPath: string): MappedInput {
  const { upstream, prompt, count } = request;
  if (upstream === undefined) return refused('PROVIDER_UNAVAILABLE', 'The provider is not told how to run this model.');
  if (count > (upstream.count?.most ?? 1)) return unsupported(`makes fewer than ${count} outputs at once`);
  const mapped = mapParameters(upstream, request.parameters);
  if (!mapped.ok) return mapped;
  const input = assemble([
    ...(prompt === undefined ? [] : [[promptPath, prompt] as const]),
    ...mapped.entries,
    ...(upstream.count === undefined ? [] : [[upstream.count.parameter, count] as const]),
    ...Object.entries(upstream.fixed ?? {}),
  ]);
  return { ok: true, upstream, input };
}

type Refused = Extract<MappedInput, { ok: false }>;
type Entries = readonly (readonly [path: string, value: unknown])[];

function mapParameters(
  upstream: ProviderModel,
  parameters: ProviderRequest['parameters'],
): Refused | { readonly ok: true; readonly entries: Entries } {
  const entries: [string, unknown][] = [];
  for (const [name, value] of Object.entries(parameters)) {
    if (name === SANDBOX_PARAMETER || value === undefined) continue;
    const mapped = mapValue(upstream, name, value);
    if (!mapped.ok) return mapped;
    entries.push([upstream.rename?.[name] ?? name, mapped.value]);
  }
  return { ok: true, entries };
}

type MappedValue = { readonly ok: true; readonly value: unknown } | Refused;

function mapValue({ values, ranges }: ProviderModel, name: string, value: unknown): MappedValue {
  const range = ranges?.[name];
  if (range !== undefined && !(Number(value) >= range.minimum && Number(value) <= range.maximum)) {
    return unsupported(`takes ${name} from ${range.minimum} to ${range.maximum} only`);
  }
  const words = values?.[name];
  if (words === undefined) return { ok: true, value };
  const key = String(value);
  return Object.hasOwn(words, key) ? { ok: true, value: words[key] } : unsupported(`has no such ${name}`);
}

function unsupported(what: string): Refused {
  return refused('UNSUPPORTED_REQUEST', `The provider ${what}.`);
}

function refused(code: string, message: string): Refused {
  return { ok: false, failure: { code, message, retryable: true } };
}

function assemble(entries: Entries): ProviderInput {
  const input: Record<string, unknown> = {};
  for (const [path, value] of entries) {
    const steps = path.split('.');
    const last = steps.pop() ?? path;
    let place = input;
    for (const step of steps) {
      const inner = (Object.hasOwn(place, step) ? place[step] : undefined) as Record<string, unknown> | undefined;
      place = place[step] = inner ?? {};
    }
    place[last] = value;
  }
  return input;
}
