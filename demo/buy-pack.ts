// Buys the first credit pack, and waits for its credits.
import { setTimeout as wait } from 'node:timers/promises';
import type { TollgateClient } from '@tollgate/client';
import { progress, say, step } from './print.ts';

const SIMULATOR_PATH = '/simulator/stripe/';
const ASK_AGAIN_MILLISECONDS = 250;
const PATIENCE_MILLISECONDS = 20_000;
/** A person needs longer than the simulator. */
const PATIENCE_WITH_PEOPLE_MILLISECONDS = 300_000;

export async function buyPack(client: TollgateClient): Promise<void> {
  const [pack] = await client.creditPacks();
  if (pack === undefined) return;
  step('Buy more credits');
  say(`${pack.name} for ${pack.price.amount} ${pack.price.currency}`);
  const bought = await client.buyCreditPack({ packId: pack.id });
  if (bought.status === 'refused') throw new Error(bought.refusal.message);
  const { purchase, checkoutUrl } = bought;
  if (checkoutUrl === null) throw new Error('There is nothing to pay.');
  say(`pay at ${checkoutUrl}`);
  const isSimulated = new URL(checkoutUrl).pathname.startsWith(SIMULATOR_PATH);
  if (isSimulated) await pressPay(checkoutUrl);
  else say('Open this address in a browser and pay; the demo waits for up to five minutes.');
  const patience = isSimulated ? PATIENCE_MILLISECONDS : PATIENCE_WITH_PEOPLE_MILLISECONDS;
  await waitUntilPaid(client, purchase.id, patience);
}

/** No money moves here: the demo sends the form of the simulator's page, as a click on its button would. */
async function pressPay(checkoutUrl: string): Promise<void> {
  const page = await (await fetch(checkoutUrl)).text();
  const action = /<form[^>]* action="([^"]+\/pay)"/.exec(page)?.[1];
  if (action === undefined) throw new Error('The checkout page has no button to pay with.');
  await fetch(new URL(action, checkoutUrl), { method: 'POST', redirect: 'manual' });
  say('That is the simulator on this machine: the demo pressed its Pay button. No money moved.');
}

async function waitUntilPaid(client: TollgateClient, id: string, patience: number): Promise<void> {
  const line = progress();
  const deadline = Date.now() + patience;
  let shown = '';
  try {
    while (Date.now() < deadline) {
      const { nodes } = await client.purchases({ first: 10 });
      const purchase = nodes.find((node) => node.id === id);
      const status = purchase?.status ?? 'PENDING';
      if (status !== shown) line.show(status);
      shown = status;
      if (status === 'PAID') return;
      if (status !== 'PENDING') throw new Error(`The purchase ended as ${status}.`);
      await wait(ASK_AGAIN_MILLISECONDS);
    }
  } finally {
    line.done();
  }
  throw new Error('The payment was not confirmed in time.');
}
