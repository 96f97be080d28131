// The door: a small Stripe over HTTP.
export {
  createStripeSimulator,
  type StripeSimulator,
  type StripeSimulatorOptions,
} from './create-stripe-simulator.ts';
export { loadSimulatorSecrets, type SimulatorSecrets } from './simulator-secrets.ts';
