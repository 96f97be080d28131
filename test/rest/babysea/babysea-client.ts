// A client of the dialect over real HTTP: every answer is read by the schema of its route, and every refusal by the dialect's.
import type { z } from 'zod';
import { BABYSEA } from '../../../src/rest/babysea/dialect.ts';
import type { Route } from '../../../src/rest/route.ts';
import type { Answer } from '../../support/gateway-client.ts';

export interface BabySeaAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Answer;
}

export interface BabySeaRequest {
  readonly key?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Method and path, as clients build them: nothing of a model's identifier is escaped. */
export type AskBabySea = (request: string, body?: unknown, more?: BabySeaRequest) => Promise<BabySeaAnswer>;

export function babySeaAt(url: string, usualKey?: string): AskBabySea {
  return async (request, body, { key = usualKey, headers = {} } = {}) => {
    const [method = 'GET', path = '/'] = request.split(' ');
    const response = await fetch(`${url}/babysea${path}`, {
      method,
      headers: {
        ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer = { status: response.status, headers: response.headers, body: await response.json() };
    schemaOf(method, path, response.status).parse(answer.body);
    return answer;
  };
}

function schemaOf(method: string, path: string, status: number): z.ZodType {
  const [bare = ''] = path.split('?');
  const route = BABYSEA.routes.find((one) => one.method === method && patternOf(one).test(bare));
  const schema = route?.answers[status];
  return schema === undefined || typeof schema === 'string' ? BABYSEA.error : schema;
}

const patternOf = ({ path }: Route): RegExp =>
  new RegExp(`^${path.replace(/\{\w+\*\}$/, '.+').replaceAll(/\{\w+\}/g, '[^/]+')}$`);
