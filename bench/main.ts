// npm run bench -- ledger [--json]: measures a room beside a reference taken in the same run, and prints ratios. For the ledger
// and edge also --seconds=, --rounds= and --only=TEXT, for scale --seconds=, --rounds= and --transactions=, for reads --seconds=,
// --transactions=, --spread= and --minutes=, for page --transactions= and --rounds=.
import type { BenchOptions } from './bench-options.ts';
import { whileShown } from './bench-progress.ts';
import { benchEdge, benchRest, benchSignals } from './edge/bench-edge.ts';
import { benchExports } from './exports/bench-exports.ts';
import { benchGeneration } from './generation/bench-generation.ts';
import { benchHttp } from './http/bench-http.ts';
import { benchLedger } from './ledger/bench-ledger.ts';
import { benchScale } from './ledger/bench-scale.ts';
import { benchShards } from './ledger/bench-shards.ts';
import { benchVerify } from './ledger/bench-verify.ts';
import { benchPage } from './page/bench-page.ts';
import { benchPricing } from './pricing/bench-pricing.ts';
import { benchPurchases } from './purchases/bench-purchases.ts';
import { benchReads } from './reads/bench-reads.ts';
import { benchSockets } from './sockets/bench-sockets.ts';

/** Only run by its name. */
const NEEDS_CLUSTER = 'shards';

const BENCHES: Readonly<Record<string, (options: BenchOptions) => Promise<void>>> = {
  ledger: benchLedger,
  scale: benchScale,
  verify: benchVerify,
  reads: benchReads,
  http: benchHttp,
  edge: benchEdge,
  rest: benchRest,
  signals: benchSignals,
  pricing: benchPricing,
  generation: benchGeneration,
  purchases: benchPurchases,
  sockets: benchSockets,
  exports: benchExports,
  page: benchPage,
  [NEEDS_CLUSTER]: benchShards,
};

async function main(words: readonly string[]): Promise<void> {
  const names = words.filter((word) => !word.startsWith('--'));
  const json = words.includes('--json');
  const unknown = names.find((name) => BENCHES[name] === undefined);
  if (unknown !== undefined) {
    throw new Error(`There is no benchmark "${unknown}"; there are ${Object.keys(BENCHES).join(', ')}.`);
  }
  for (const name of names.length > 0 ? names : Object.keys(BENCHES).filter((name) => name !== NEEDS_CLUSTER)) {
    const bench = BENCHES[name];
    if (bench !== undefined) await whileShown(name, { json }, () => bench({ json }));
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
