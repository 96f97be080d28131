// Sends raw inputs to a gateway, and keeps those that it failed at: a 500, an internal error, or words that only its log may have.
import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import WebSocket from 'ws';
import type { TestGateway } from '../../support/gateway.ts';
import type { Random } from './random.ts';
import { type RawInput, randomFrames, randomRaw } from './raw-inputs.ts';

export interface RawFailure {
  readonly sent: unknown;
  readonly status: number;
  readonly answer: string;
}

export interface RawRun {
  readonly gateway: TestGateway;
  readonly keys: readonly string[];
  readonly random: Random;
  readonly inputs: number;
  /** How many more there are now. */
  readonly onAsked?: (count: number) => void;
}

export interface RawReport {
  readonly failures: readonly RawFailure[];
  /** How often which status or close code came. */
  readonly outcomes: ReadonlyMap<string, number>;
}

/** Of the gateway's inside: its files and packages, stacks, statements, tables and addresses. */
const INTERNAL =
  /INTERNAL_SERVER_ERROR|node_modules|node:internal|\/src\/|\.[tj]s:\d|\n {4}at |"stack|ECONN|postgres|pg_|select .{1,80} from |insert into|secret_hash|client_token_key|account_id/;

const FRAMES_A_SOCKET = 25;
const SHARE_OF_FRAMES = 0.25;

export async function sendRaw({ gateway, keys, random, inputs, onAsked }: RawRun): Promise<RawReport> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const failures: RawFailure[] = [];
  const outcomes = new Map<string, number>();
  const note = (outcome: string): void => void outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  let sent = 0;
  const advance = (count: number): void => {
    sent += count;
    onAsked?.(count);
  };
  while (sent < inputs) {
    const key = random.pick(keys);
    if (random.chance(SHARE_OF_FRAMES / FRAMES_A_SOCKET)) {
      const frames = randomFrames(random, FRAMES_A_SOCKET);
      const { code, answers } = await sendFrames(gateway, key, frames);
      note(`closed with ${code}`);
      const shown = answers.find((answer) => INTERNAL.test(answer));
      if (shown !== undefined || code === 4500 || code === 1011) {
        failures.push({ sent: frames, status: code, answer: shown ?? '' });
      }
      advance(FRAMES_A_SOCKET);
      continue;
    }
    const input = randomRaw(random, key);
    const { status, text } = await sendOne(gateway, agent, input);
    note(String(status));
    const shown = withoutEcho(text, input);
    if (status >= 500 || INTERNAL.test(shown)) {
      failures.push({ sent: { ...input, body: input.body?.toString() }, status, answer: text });
    }
    advance(1);
  }
  agent.destroy();
  return { failures, outcomes };
}

/** An error says which words of the sender it did not understand. */
function withoutEcho(text: string, { body, path }: RawInput): string {
  const sent = `${body?.toString() ?? ''}${decodeURIComponentSafely(path)}`;
  return INTERNAL.test(sent) ? '' : text;
}

function decodeURIComponentSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** 0: the connection was cut, which is a way to refuse what is no HTTP. */
async function sendOne(
  { localUrl }: TestGateway,
  agent: Agent,
  input: RawInput,
): Promise<{ status: number; text: string }> {
  try {
    const { method, path, headers, body } = input;
    const { hostname, port } = new URL(localUrl);
    const sent = request({ hostname, port, agent, method, path: path.replaceAll(' ', '%20'), headers });
    sent.end(body);
    const [answer] = (await once(sent, 'response')) as [IncomingMessage];
    const chunks: Buffer[] = [];
    for await (const chunk of answer) chunks.push(chunk as Buffer);
    return { status: answer.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') };
  } catch (error) {
    // What Node's own client refuses to send was not sent.
    return { status: 0, text: error instanceof TypeError ? '' : 'cut' };
  }
}

async function sendFrames({ localUrl }: TestGateway, key: string, frames: readonly (string | Buffer)[]) {
  const socket = new WebSocket(`${localUrl.replace(/^http/, 'ws')}/graphql`, 'graphql-transport-ws');
  const answers: string[] = [];
  let code = 0;
  const closed = new Promise<void>((resolve) => {
    socket.on('error', () => resolve());
    socket.on('close', (given) => {
      code = given;
      resolve();
    });
  });
  const opened = new Promise<void>((resolve) => socket.on('open', () => resolve()));
  await Promise.race([opened, closed]);
  socket.on('message', (data: Buffer) => {
    const text = data.toString('utf8');
    answers.push(text);
    if (text.includes('"id":"the last"')) socket.close(1000);
  });
  socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${key}` } }));
  await Promise.race([once(socket, 'message').catch(() => undefined), closed]);
  for (const frame of frames) if (socket.readyState === WebSocket.OPEN) socket.send(frame);
  const last = { id: 'the last', type: 'subscribe', payload: { query: '{ __typename }' } };
  if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(last));
  await closed;
  return { code, answers };
}
