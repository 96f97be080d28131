// A client of the dialect, as a program has it that was written for Lumenfall, and what the tests ask for.
import type { z } from 'zod';
import type { Route } from '../../../src/rest/index.ts';
import { LUMENFALL } from '../../../src/rest/lumenfall/dialect.ts';
import type { TestGateway } from '../../support/gateway.ts';
import type { Answer } from '../../support/gateway-client.ts';

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  /** Already parsed by the route's own schema, or that of refusals. */
  readonly body: Answer;
}

export interface AskOptions {
  readonly key?: string | undefined;
  readonly body?: object;
  readonly form?: FormData;
  readonly headers?: Readonly<Record<string, string>>;
}

/** `what`: "POST /openai/v1/videos?dryRun=true". Throws where the answer is not as its schema says. */
export async function askLumenfall(gateway: TestGateway, what: string, options: AskOptions): Promise<Answered> {
  const [method = '', path = ''] = what.split(' ');
  const response = await fetch(`${gateway.localUrl}/lumenfall${path}`, { method, ...requestOf(options) });
  const { status } = response;
  const text = await response.text();
  const shape = shapeOf(method, path.split('?')[0] ?? '', status);
  if (shape === undefined) return { status, headers: response.headers, body: text };
  const parsed = shape.safeParse(JSON.parse(text));
  if (!parsed.success) throw new Error(`${what} ${status}: ${parsed.error.message} ${text.slice(0, 500)}`);
  return { status, headers: response.headers, body: parsed.data };
}

function requestOf({ key, body, form, headers = {} }: AskOptions): RequestInit {
  const type: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
  const authorization: Record<string, string> = key === undefined ? {} : { authorization: `Bearer ${key}` };
  const sent = form ?? (body === undefined ? undefined : JSON.stringify(body));
  return { headers: { ...authorization, ...type, ...headers }, ...(sent === undefined ? {} : { body: sent }) };
}

function shapeOf(method: string, path: string, status: number): z.ZodType | undefined {
  if (status >= 400) return LUMENFALL.error;
  const answer = routeOf(method, path)?.answers[status];
  if (answer === undefined) throw new Error(`${method} ${path} has no answer ${status}`);
  return answer === 'media' || answer === 'empty' ? undefined : answer;
}

const routeOf = (method: string, path: string): Route | undefined =>
  LUMENFALL.routes.find((route) => route.method === method && patternOf(route).test(path));

const patternOf = ({ path }: Route): RegExp =>
  new RegExp(
    `^${path
      .replaceAll('.', '\\.')
      .replace(/\{\w+\*\}$/, '.+')
      .replaceAll(/\{\w+\}/g, '[^/]+')}$`,
  );

/** 0.052 USD each. */
export const IMAGE = { model: 'bfl/flux-1.1-pro', prompt: 'a lighthouse at dawn' };
/** 0.21 USD: the only one that its price list has. */
export const VIDEO = { model: 'sora-2', prompt: 'a lighthouse at dawn', seconds: '10', size: '1920x1080' };

export const IMAGES = 'POST /openai/v1/images/generations';
export const EDITS = 'POST /openai/v1/images/edits';
export const VIDEOS = 'POST /openai/v1/videos';
