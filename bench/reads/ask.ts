// One request after the other, over one connection that is kept.
import { Agent, request } from 'node:http';
import type { OpenedHistory } from './open-history.ts';
import type { Question } from './questions.ts';

/** Throws when the answer has errors. */
export type Ask = (question: Question) => Promise<void>;

export function createAsk({ port, keys }: OpenedHistory): Ask {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  return async ({ query, account }) => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${keys[account]}` };
    const answer = await post({ port, agent, headers }, JSON.stringify({ query }));
    if (!answer.startsWith('{"data"') || answer.includes('"errors"')) throw new Error(`${query}\n${answer}`);
  };
}

interface Line {
  readonly port: number;
  readonly agent: Agent;
  readonly headers: Record<string, string>;
}

function post({ port, agent, headers }: Line, body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { port, agent, headers, host: '127.0.0.1', path: '/graphql', method: 'POST' };
    const asked = request(options, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk: string) => {
        text += chunk;
      });
      answer.on('end', () => resolve(text));
      answer.on('error', reject);
    });
    asked.on('error', reject);
    asked.end(body);
  });
}
