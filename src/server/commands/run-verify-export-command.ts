// npm run export:verify, with its exit code. 0: the file is what its manifest says; 1: something is wrong, and named; 2: it could not
// be verified. Works on the files alone.
import { parseArgs } from 'node:util';
import { type ExportProgress, type ExportVerdict, MANIFEST_ENDING, verifyExport } from '../../exports/index.ts';
import { counted } from '../counted.ts';
import { doneOf, measured, type ProgressOutput, withProgress } from './progress-line.ts';

const INTACT = 0;
const DAMAGED = 1;
const UNABLE = 2;
const USAGE = `npm run export:verify FILE [-- --manifest FILE${MANIFEST_ENDING}] [--head HASH]`;

export interface ExportTerminal {
  readonly arguments: readonly string[];
  /** For results. */
  readonly say: (line: string) => void;
  /** For why there are none. */
  readonly complain: (line: string) => void;
  /** For how far it is. */
  readonly progress?: ProgressOutput;
}

export async function runVerifyExportCommand(terminal: ExportTerminal): Promise<number> {
  const { arguments: words, say, complain, progress } = terminal;
  try {
    const { values, positionals } = parseArgs({
      args: [...words],
      allowPositionals: true,
      options: { manifest: { type: 'string' }, head: { type: 'string' } },
    });
    const [file, ...more] = positionals;
    if (file === undefined || more.length > 0) throw new Error(`One file is verified at a time.\n${USAGE}`);
    const manifestFile = values.manifest ?? `${file}${MANIFEST_ENDING}`;
    let reached: ExportProgress = { reading: 'SHA-256', bytes: 0, allBytes: 0 };
    const onProgress = (state: ExportProgress): void => {
      reached = state;
    };
    const describe = measured(`Verifying ${file}`, () => inBytes(reached));
    const verdict = await withProgress(progress, describe, () =>
      verifyExport({ file, manifestFile, headHash: values.head, onProgress }),
    );
    for (const problem of verdict.problems) say(problem);
    if (verdict.problems.length > 0) return DAMAGED;
    say(inWords(verdict));
    return INTACT;
  } catch (error) {
    complain(error instanceof Error ? error.message : String(error));
    return UNABLE;
  }
}

const inBytes = ({ reading, bytes, allBytes }: ExportProgress): string =>
  `${reading === 'SHA-256' ? '1 of 2, its SHA-256' : '2 of 2, its rows'}, ${doneOf(bytes, allBytes, 'byte')}`;

function inWords({ manifest, rows, isChained }: ExportVerdict): string {
  const { kind, account, firstSequence, lastSequence, headHash } = manifest;
  const what = `${kind} of ${account}: ${counted(rows, 'row')} and all sums are as the manifest says`;
  if (!isChained) return `${what}. Rows of this kind have no hashes of their own.`;
  if (firstSequence === null) return `${what}. No transaction is in that time.`;
  return `${what}, and the hashes of transactions ${firstSequence} to ${String(lastSequence)} lead to ${headHash}.`;
}
