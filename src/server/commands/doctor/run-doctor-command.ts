// npm run doctor, with its exit code. 0: no problem; 1: problems, each with what to do about it; 2: not asked for in the right way.
import { parseArgs } from 'node:util';
import { errorCode } from '../../../database/index.ts';
import { counted } from '../../counted.ts';
import { type Doctor, examine } from './doctor.ts';
import type { Finding, FindingState } from './finding.ts';

const HEALTHY = 0;
const PROBLEMS = 1;
const UNABLE = 2;
const USAGE = `npm run doctor             looks at configuration, database, payments, providers, e-mail, files and addresses
npm run doctor -- --json   the same as one JSON document`;

export interface DoctorTerminal extends Pick<Doctor, 'configure' | 'unread' | 'now' | 'stripeBase'> {
  readonly arguments: readonly string[];
  /** For results, line by line. */
  readonly say: (line: string) => void;
  /** For what happens meanwhile. */
  readonly note: (line: string) => void;
}

const MARKS: Readonly<Record<FindingState, string>> = { ok: 'ok     ', warning: 'warning', problem: 'PROBLEM' };
const INDENT = ' '.repeat(MARKS.ok.length + 1);

export async function runDoctorCommand({ arguments: words, say, note, ...doctor }: DoctorTerminal): Promise<number> {
  const asksJson = readArguments(words);
  if (asksJson === undefined) {
    note(USAGE);
    return UNABLE;
  }
  const print = (finding: Finding): void => inWords(finding).forEach(say);
  const findings = await examine({
    ...doctor,
    looking: asksJson ? () => undefined : (what) => note(`Looking at: ${what} …`),
    found: asksJson ? () => undefined : print,
  });
  const count = (state: FindingState): number => findings.filter((finding) => finding.state === state).length;
  const problems = count('problem');
  if (asksJson) say(JSON.stringify({ ok: problems === 0, findings }, undefined, 2));
  else say(`\n${counted(problems, 'problem')}, ${counted(count('warning'), 'warning')}, ${count('ok')} ok.`);
  return problems === 0 ? HEALTHY : PROBLEMS;
}

function inWords({ area, state, message, advice }: Finding): string[] {
  const line = `${MARKS[state]} ${area}: ${message}.`;
  return advice === undefined ? [line] : [line, `${INDENT}${advice}`];
}

/** Undefined: they make no sense. */
function readArguments(words: readonly string[]): boolean | undefined {
  try {
    return parseArgs({ args: [...words], options: { json: { type: 'boolean' } } }).values.json ?? false;
  } catch (error) {
    if (errorCode(error)?.startsWith('ERR_PARSE_ARGS') === true) return undefined;
    throw error;
  }
}
