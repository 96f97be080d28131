// A client of one dialect of a running gateway: plain HTTP, as the vendor's own samples send it.
import type { TestGateway } from '../support/gateway.ts';
import type { Answer } from '../support/gateway-client.ts';

export interface DialectAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Buffer;
  /** Of a JSON body. */
  readonly body: Answer;
}

export interface Sending {
  /** The demo key when absent; null: none. */
  readonly key?: string | null;
  readonly idempotencyKey?: string;
  readonly json?: unknown;
  /** Values of one field: a list is sent as several. */
  readonly form?: Readonly<Record<string, string | Blob | readonly (string | Blob)[]>>;
  readonly signal?: AbortSignal;
}

export type Send = (method: string, path: string, sending?: Sending) => Promise<DialectAnswer>;

/** `gatewayOf`: asked at each request, because tests start it later. */
export function dialectClient(prefix: string, gatewayOf: () => TestGateway): Send {
  return async (method, path, sending = {}) => {
    const gateway = gatewayOf();
    const { json, form, signal = null } = sending;
    const body = json === undefined ? toFormData(form) : JSON.stringify(json);
    const headers = headersOf(sending, gateway.demoKey);
    const response = await fetch(`${gateway.url}${prefix}${path}`, { method, headers, body, signal });
    const bytes = Buffer.from(await response.arrayBuffer());
    const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
    const parsed: Answer = isJson ? JSON.parse(bytes.toString()) : undefined;
    return { status: response.status, headers: response.headers, bytes, body: parsed };
  };
}

function headersOf({ key, idempotencyKey, json }: Sending, usualKey: string): Headers {
  const headers = new Headers();
  if (key !== null) headers.set('authorization', `Bearer ${key ?? usualKey}`);
  if (idempotencyKey !== undefined) headers.set('idempotency-key', idempotencyKey);
  if (json !== undefined) headers.set('content-type', 'application/json');
  return headers;
}

function toFormData(form: Sending['form']): FormData | null {
  if (form === undefined) return null;
  const data = new FormData();
  for (const [name, values] of Object.entries(form)) {
    for (const value of [values].flat()) {
      if (typeof value === 'string') data.append(name, value);
      else data.append(name, value, `${name}.png`);
    }
  }
  return data;
}

const CREATE_KEY = `mutation ($input: CreateApiKeyInput!) {
  createApiKey(input: $input) { secret userErrors { code message } }
}`;

/** Another key of the account that `by` is of. */
export async function newKey(gateway: TestGateway, by: string, input: object): Promise<string> {
  const { data, errors } = await gateway.ask(CREATE_KEY, { input: { name: 'Narrow', ...input } }, { key: by });
  const secret: unknown = data?.createApiKey?.secret;
  if (typeof secret !== 'string') throw new Error(`no key: ${JSON.stringify(errors ?? data)}`);
  return secret;
}
