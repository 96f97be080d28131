// npm run personal-data:erase, with its exit code. 0: erased; 1: something is left, and named; 2: it could not be done.
import { type Configuration, ConfigurationError } from '../../config/index.ts';
import { wordsForStartFailure } from '../words-for-start-failure.ts';
import { type EraseCommand, eraseAccountCommand } from './erase-account.ts';

const ERASED = 0;
const LEFT = 1;
const UNABLE = 2;
const USAGE = 'npm run personal-data:erase -- acct_…   erases what is personal of an account, for good';

export interface EraseTerminal extends Pick<EraseCommand, 'say' | 'note' | 'progress'> {
  /** @throws ConfigurationError */
  readonly configure: () => Configuration;
  readonly arguments: readonly string[];
}

export async function runEraseAccountCommand({ configure, arguments: words, ...terminal }: EraseTerminal) {
  const [account, ...more] = words;
  if (account === undefined || account.startsWith('-') || more.length > 0) {
    terminal.note(USAGE);
    return UNABLE;
  }
  try {
    return (await eraseAccountCommand({ configuration: configure(), account, ...terminal })) ? ERASED : LEFT;
  } catch (error) {
    terminal.note(error instanceof ConfigurationError ? error.message : wordsForStartFailure(error));
    return UNABLE;
  }
}
