// `npm run demo`: walks the whole road against a running gateway, with @tollgate/client.
import { createClient } from '@tollgate/client';
import WebSocket from 'ws';
import { buyPack } from './buy-pack.ts';
import { generateImage } from './generate-image.ts';
import { readSettings } from './settings.ts';
import { showTransactions, showWallet } from './show-wallet.ts';

async function walk(): Promise<void> {
  const { url, apiKey } = readSettings();
  // Someone sits in front of it: what does not answer at once is said at once.
  const client = createClient({ url, credential: apiKey, webSocketImpl: WebSocket, retry: { attempts: 2 } });
  console.log(`Tollgate demo, at ${url}`);
  try {
    await showWallet(client, 'The wallet');
    await generateImage(client);
    await buyPack(client);
    await showWallet(client, 'The wallet now');
    await showTransactions(client);
  } finally {
    client.close();
  }
}

walk().catch((error: unknown) => {
  console.error(`\n${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
