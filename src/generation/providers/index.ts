// The providers that the gateway can send work to.
export { type CheckedCredential, checkCredentials } from './check-credentials.ts';
export { createConfiguredProviders, type ProviderCredentials } from './configured-providers.ts';
export { createSandboxProvider, type SandboxProvider } from './sandbox/create-sandbox-provider.ts';
export type { PlanMedia } from './sandbox/plan-media.ts';
export type { SandboxClock } from './sandbox/sandbox-clock.ts';
