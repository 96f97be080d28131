// The providers that the gateway can send work to.
export {
  createSandboxProvider,
  type SandboxProvider,
  type SandboxProviderOptions,
} from './sandbox/create-sandbox-provider.ts';
export { SANDBOX_PARAMETER_SCHEMA } from './sandbox/misbehaviour.ts';
export type { SandboxClock } from './sandbox/sandbox-clock.ts';
