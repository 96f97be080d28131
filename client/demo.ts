// `npm run demo`: walks the whole road against a running gateway, with the generated typed client.
import { buyPack } from './demo/buy-pack.ts';
import { connect } from './demo/gateway.ts';
import { generateImage } from './demo/generate-image.ts';
import { readSettings } from './demo/settings.ts';
import { showTransactions, showWallet } from './demo/show-wallet.ts';

async function walk(): Promise<void> {
  const gateway = connect(readSettings());
  console.log(`Tollgate demo, at ${gateway.url}`);
  try {
    await showWallet(gateway, 'The wallet');
    await generateImage(gateway);
    await buyPack(gateway);
    await showWallet(gateway, 'The wallet now');
    await showTransactions(gateway);
  } finally {
    await gateway.close();
  }
}

walk().catch((error: unknown) => {
  console.error(`\n${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
