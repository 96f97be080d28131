// Is a file what its manifest says, and does it stand in the chain that the manifest names? Asks nobody: no gateway, no database.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { MANIFEST_VERSION, type Manifest } from '../words.ts';
import { createExactSum } from '../write/exact-sum.ts';
import { type OnBytes, readRows, UnreadableExport } from './read-rows.ts';
import { type ChainCheck, createChainCheck } from './verify-chain.ts';

export interface ExportVerdict {
  readonly manifest: Manifest;
  readonly rows: number;
  /** Whether the rows are transactions whose hashes were computed. */
  readonly isChained: boolean;
  /** What is wrong, at most 100 lines; empty when nothing is. */
  readonly problems: readonly string[];
}

export interface ExportToVerify {
  readonly file: string;
  readonly manifestFile: string;
  /** A head hash that was kept before, such as that of `verifyLedger`: the export has to end with it. */
  readonly headHash?: string | undefined;
  readonly onProgress?: (progress: ExportProgress) => void;
}

/** The file is read twice: for its SHA-256, and for its rows. */
export interface ExportProgress {
  readonly reading: 'SHA-256' | 'rows';
  /** Of the file as it is, compressed. */
  readonly bytes: number;
  readonly allBytes: number;
}

const MOST_PROBLEMS = 100;

/** @throws when there are no such files, or the manifest is none */
export async function verifyExport(asked: ExportToVerify): Promise<ExportVerdict> {
  const { file, manifestFile, headHash, onProgress } = asked;
  const manifest = readManifest(await readFile(manifestFile, 'utf8'));
  const problems: string[] = [];
  const report = (problem: string | undefined): void => {
    if (problem !== undefined && problems.length < MOST_PROBLEMS) problems.push(problem);
  };
  if (headHash !== undefined && headHash !== manifest.headHash) report('the head hash is not the one that was kept');
  const { size } = await stat(file);
  const follow = (reading: ExportProgress['reading']) => (bytes: number) =>
    onProgress?.({ reading, bytes, allBytes: size });
  report(await compareFile({ file, size, onBytes: follow('SHA-256') }, manifest));
  const chain = manifest.kind === 'TRANSACTIONS' ? createChainCheck(manifest) : undefined;
  const rows = await compareRows({ file, manifest, chain, report, onBytes: follow('rows') });
  report(chain?.end());
  return { manifest, rows, isChained: chain !== undefined, problems };
}

function readManifest(text: string): Manifest {
  const manifest = JSON.parse(text) as Partial<Manifest>;
  if (manifest.version !== MANIFEST_VERSION || !Array.isArray(manifest.columns)) {
    throw new UnreadableExport(`the manifest is none of ${MANIFEST_VERSION}`);
  }
  return manifest as Manifest;
}

interface FileRead {
  readonly file: string;
  readonly size: number;
  readonly onBytes: OnBytes;
}

async function compareFile({ file, size, onBytes }: FileRead, { bytes, sha256 }: Manifest) {
  if (size !== bytes) return `the size in bytes is ${size}, and the manifest says ${bytes}`;
  const hash = createHash('sha256');
  const read = createReadStream(file);
  for await (const chunk of read) {
    hash.update(chunk as Buffer);
    onBytes(read.bytesRead);
  }
  return hash.digest('hex') === sha256 ? undefined : 'the file is not the one whose SHA-256 the manifest has';
}

interface Comparison extends Pick<ExportToVerify, 'file'> {
  readonly manifest: Manifest;
  readonly chain: ChainCheck | undefined;
  readonly report: (problem: string | undefined) => void;
  readonly onBytes: OnBytes;
}

async function compareRows({ file, manifest, chain, report, onBytes }: Comparison): Promise<number> {
  const sums = Object.entries(manifest.sums).map(([name, total]) => ({ name, total, sum: createExactSum() }));
  let rows = 0;
  try {
    for await (const row of readRows({ file, onBytes }, manifest)) {
      rows += 1;
      report(chain?.check(row));
      for (const { name, sum } of sums) sum.add(row[name] ?? '0');
    }
  } catch (error) {
    report(`the file cannot be read to its end: ${(error as Error).message}`);
    return rows;
  }
  if (rows !== manifest.rows) report(`the number of rows is ${rows}, and the manifest says ${manifest.rows}`);
  for (const { name, total, sum } of sums) {
    if (sum.total() !== total) report(`the sum of ${name} is ${sum.total()}, and the manifest says ${total}`);
  }
  return rows;
}
