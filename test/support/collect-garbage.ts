// A collection of all garbage, now: for tests of what is held in memory. It takes seconds in a thread that has run many tests.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');

export const collectGarbage = runInNewContext('gc') as () => void;
