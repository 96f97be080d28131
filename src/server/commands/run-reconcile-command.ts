// npm run reconcile, with its exit code. 0: money and credits agree, or do now; 1: something needs a person, and is named; 2:
// it could not be compared.
import { type Configuration, ConfigurationError } from '../../config/index.ts';
import { wordsForStartFailure } from '../words-for-start-failure.ts';
import { type ReconcileCommand, reconcileCommand } from './reconcile-command.ts';

const NEEDS_A_PERSON = 1;
const UNABLE = 2;

const USAGE = `npm run reconcile                                   compares, repairs, and names what needs a person
npm run reconcile -- settle fnd_… "what was done"   ends a finding that a person has seen to`;

export interface ReconcileRun extends Omit<ReconcileCommand, 'configuration' | 'settle'> {
  /** Nothing, or `settle fnd_… "what was done"`. */
  readonly arguments?: readonly string[];
  /** @throws ConfigurationError */
  readonly configure: () => Configuration;
}

export async function runReconcileCommand({
  configure,
  arguments: given = [],
  ...command
}: ReconcileRun): Promise<number> {
  const settle = readSettlement(given);
  if (settle === undefined && given.length > 0) {
    command.note(USAGE);
    return UNABLE;
  }
  try {
    return (await reconcileCommand({ configuration: configure(), ...command, settle })) ? 0 : NEEDS_A_PERSON;
  } catch (error) {
    command.note(error instanceof ConfigurationError ? error.message : wordsForStartFailure(error));
    return UNABLE;
  }
}

function readSettlement([verb, finding, because, ...more]: readonly string[]): ReconcileCommand['settle'] {
  if (verb !== 'settle' || finding === undefined || because === undefined || more.length > 0) return undefined;
  return { finding, because };
}
