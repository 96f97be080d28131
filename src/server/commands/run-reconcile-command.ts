// npm run reconcile, with its exit code. 0: money and credits agree, or do now; 1: something needs a person, and is named; 2:
// it could not be compared.
import { type Configuration, ConfigurationError } from '../../config/index.ts';
import { wordsForStartFailure } from '../words-for-start-failure.ts';
import { type ReconcileCommand, reconcileCommand } from './reconcile-command.ts';

const NEEDS_A_PERSON = 1;
const UNABLE = 2;

export interface ReconcileRun extends Omit<ReconcileCommand, 'configuration'> {
  /** @throws ConfigurationError */
  readonly configure: () => Configuration;
}

export async function runReconcileCommand({ configure, ...command }: ReconcileRun): Promise<number> {
  try {
    return (await reconcileCommand({ configuration: configure(), ...command })) ? 0 : NEEDS_A_PERSON;
  } catch (error) {
    command.note(error instanceof ConfigurationError ? error.message : wordsForStartFailure(error));
    return UNABLE;
  }
}
