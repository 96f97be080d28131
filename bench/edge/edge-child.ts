// Starts an edge in a process of its own, and asks it how much processor time it took.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PROCESS = fileURLToPath(new URL('./edge-process.js', import.meta.url));

export interface Edge {
  readonly port: number;
  /** Processor time so far. */
  microseconds(): Promise<number>;
  stop(): void;
}

export interface EdgePlace {
  readonly url: string;
  /** Where logs are written: to real files, as a gateway's are. */
  readonly folder: string;
}

export async function startEdge(name: string, { url, folder }: EdgePlace): Promise<Edge> {
  const log = openSync(join(folder, `${name}.log`), 'w');
  const child = fork(PROCESS, [name.replace(/\+.*/, '')], {
    env: { ...process.env, ...settingsIn(name), BENCH_DATABASE_URL: url, NODE_ENV: 'production' },
    stdio: ['ignore', 'ignore', log, 'ipc'],
  });
  closeSync(log);
  const ended = once(child, 'exit').then(() => {
    throw new Error(`the edge ${name} ended: its log says why`);
  });
  // Whoever waits for an answer then is told; otherwise it was told to end.
  ended.catch(() => undefined);
  const { port } = await answerOf<{ port: number }>(child, ended);
  return {
    port,
    microseconds: async () => {
      const answer = answerOf<{ microseconds: number }>(child, ended);
      child.send('how much?');
      return (await answer).microseconds;
    },
    stop: () => child.disconnect(),
  };
}

/** `tollgate+GRAPHQL_JIT=off` is tollgate with that in its environment. */
function settingsIn(name: string): Record<string, string> {
  const settings = name.split('+').slice(1);
  return Object.fromEntries(settings.map((setting) => setting.split('=')));
}

async function answerOf<Answer>(child: ChildProcess, ended: Promise<never>): Promise<Answer> {
  const listening = new AbortController();
  const message = once(child, 'message', { signal: listening.signal }) as Promise<[Answer]>;
  try {
    const [answer] = await Promise.race([message, ended]);
    return answer;
  } finally {
    message.catch(() => undefined);
    listening.abort();
  }
}
