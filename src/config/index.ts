// The only reader of the environment.
export type { Configuration, LogLevel, ReplicaConfiguration } from './configuration.ts';
export { ConfigurationError } from './configuration-error.ts';
export { isLoopbackName } from './decide-exposure.ts';
export { unreadVariables } from './load-environment.ts';
export { readConfiguration } from './read-configuration.ts';
