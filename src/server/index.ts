// The room's door: starts and stops a whole gateway.
export { createLogger } from './create-logger.ts';
export { type Gateway, startGateway } from './start-gateway.ts';
export { wordsForStartFailure } from './words-for-start-failure.ts';
