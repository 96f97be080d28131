// The door: a small Stripe over HTTP.
export {
  createStripeSimulator,
  type StripeSimulator,
  type StripeSimulatorOptions,
} from './create-stripe-simulator.ts';
export { memoryStore } from './memory-store.ts';
export type { ObjectStore } from './object-store.ts';
export { postgresStore } from './postgres-store.ts';
export { loadSimulatorSecrets, type SimulatorSecrets } from './simulator-secrets.ts';
