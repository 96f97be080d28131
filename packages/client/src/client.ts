// The common operations by name, with what makes them safe: an idempotency key that is made once and kept over all tries, and lists
// that go on where they broke off.
import { type Connection, type ConnectionOptions, createConnection } from './connection.ts';
import { type GenerationOperations, generationOperations } from './generation-operations.ts';
import { type PurchaseOperations, purchaseOperations } from './purchase-operations.ts';
import { type WalletOperations, walletOperations } from './wallet-operations.ts';

export interface TollgateClient extends Connection, WalletOperations, GenerationOperations, PurchaseOperations {}

/** A client of one gateway, with one credential. It holds a socket only while something is followed. */
export function createClient(options: ConnectionOptions): TollgateClient {
  const connection = createConnection(options);
  return {
    ...connection,
    ...walletOperations(connection),
    ...generationOperations(connection),
    ...purchaseOperations(connection),
  };
}
