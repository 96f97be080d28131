// The playground's files, from the installed packages: nothing is loaded from other places. Read when first asked for.
import { readFile } from 'node:fs/promises';
import { type Asset, createAsset } from '../assets/asset.ts';
import { PLAYGROUND_SCRIPT, WORKERS_SCRIPT } from './playground-script.ts';

const SCRIPT = 'text/javascript; charset=utf-8';
const STYLE = 'text/css; charset=utf-8';

/** By name; `graphql-ws/client.js` and what it imports included. */
export async function loadPlaygroundAssets(): Promise<ReadonlyMap<string, Asset>> {
  const graphiql = await import('@graphql-yoga/render-graphiql/graphiql');
  return new Map([
    ['playground.js', asset(PLAYGROUND_SCRIPT, SCRIPT)],
    ['workers.js', asset(WORKERS_SCRIPT, SCRIPT)],
    ['graphiql.js', asset(graphiql.js, SCRIPT)],
    ['graphiql.css', asset(graphiql.css, STYLE)],
    ['editor-worker.js', asset(graphiql.editorWorkerService, SCRIPT)],
    ['graphql-worker.js', asset(graphiql.graphqlWorker, SCRIPT)],
    ['json-worker.js', asset(graphiql.jsonWorker, SCRIPT)],
    ...(await graphqlWsFiles()),
  ]);
}

/** The package's own ES module for browsers, and the file next to it that it imports. */
async function graphqlWsFiles(): Promise<[string, Asset][]> {
  const entry = new URL(import.meta.resolve('graphql-ws/client'));
  const client = await readFile(entry, 'utf8');
  const names = new Set([...client.matchAll(/from '\.\/([\w.-]+\.js)'/g)].map(([, name = '']) => name));
  const imported = [...names].map(async (name): Promise<[string, Asset]> => {
    return [`graphql-ws/${name}`, asset(await readFile(new URL(name, entry), 'utf8'), SCRIPT)];
  });
  return [['graphql-ws/client.js', asset(client, SCRIPT)], ...(await Promise.all(imported))];
}

const asset = (text: string, contentType: string): Asset => createAsset(Buffer.from(text), contentType);
