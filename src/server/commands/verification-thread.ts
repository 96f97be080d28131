// A thread of ledger:verify: verifies the ranges it is sent, one after the other.
import { parentPort, workerData } from 'node:worker_threads';
import { connectDatabase } from '../../database/index.ts';
import { type AccountRange, verifyRange } from '../../ledger/index.ts';
import { ormConfig } from '../../mikro-orm.config.ts';

const { url } = workerData as { readonly url: string };
const database = await connectDatabase({ url, orm: ormConfig, poolSize: 1 });

parentPort?.on('message', (range: AccountRange) => {
  // A failure is not caught: it ends the thread, which rejects the promise of whoever waits for it.
  void verifyRange(database, range).then((verifications) => parentPort?.postMessage(verifications));
});
