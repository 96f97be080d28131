// The providers that the gateway can send work to.
export { createSandboxProvider, type SandboxProvider } from './sandbox/create-sandbox-provider.ts';
export type { SandboxClock } from './sandbox/sandbox-clock.ts';
