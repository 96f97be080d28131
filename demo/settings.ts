// Where the gateway is and which key to use: the demo's only look at the environment.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Settings {
  /** Address of the GraphQL endpoint. */
  readonly url: string;
  readonly apiKey: string;
}

const USUAL_URL = 'http://127.0.0.1:4000/graphql';

const WHERE_IS_THE_KEY = `No API key. "npm start" prints the demo key when the gateway is ready; give it like this:

  TOLLGATE_API_KEY=tgk_… npm run demo

TOLLGATE_URL says where the gateway is, if not at ${USUAL_URL}.`;

/** Throws with words for the person who started the demo. */
export function readSettings(): Settings {
  const { TOLLGATE_URL, TOLLGATE_API_KEY, DEMO_API_KEY, DATA_DIR } = process.env;
  const apiKey = TOLLGATE_API_KEY ?? DEMO_API_KEY ?? keptKey(DATA_DIR ?? '.data');
  if (apiKey === undefined || apiKey === '') throw new Error(WHERE_IS_THE_KEY);
  return { url: TOLLGATE_URL ?? USUAL_URL, apiKey };
}

/** A gateway of this folder keeps the demo key that it made beside its data. */
function keptKey(dataDir: string): string | undefined {
  try {
    return readFileSync(join(dataDir, 'demo-api-key'), 'utf8').trim();
  } catch {
    return undefined;
  }
}
