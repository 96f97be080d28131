// Both packages as npm would publish them, in an empty project of a customer: installed, compiled strictly, run against a gateway.
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { temporaryFolder } from '../support/postgres-processes.ts';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '../..');
/** What npm would fetch from its registry is taken from where it is: nothing is asked of the network. */
const FROM_HERE = ['graphql-ws', 'graphql', '@graphql-typed-document-node/core', 'react', '@types/react', 'csstype'];

/** Everything that a customer's first program does. */
const PROGRAM = `
import { createClient, verifyWebhook, TollgateError, WebhookVerificationError, type Refusal } from '@tollgate/client';

const [url = '', credential = ''] = process.argv.slice(2);
const tollgate = createClient({ url, credential });
const said: Record<string, unknown> = {};
const request = { model: 'bfl/flux-1.1-pro', prompt: 'a toll gate' };

said['before'] = (await tollgate.balance()).available;
said['estimate'] = (await tollgate.estimate(request)).totalCost;
const answer = await tollgate.generate(request);
if (answer.status === 'refused') throw new Error(answer.refusal.message);
for await (const { generation } of tollgate.followGeneration(answer.generation.id)) said['status'] = generation.status;
said['transactions'] = (await tollgate.transactions({ first: 2 })).nodes.map(({ type, amount }) => [type, amount]);

const missing = (refusal: Refusal): string => {
  switch (refusal.__typename) {
    case 'InsufficientCreditsError':
      return refusal.shortfall;
    case 'SpendLimitError':
    case 'EndUserLimitError':
      return refusal.remaining;
    case 'ParameterError':
      return String(refusal.allowed);
    case 'PaymentDeclinedError':
      return String(refusal.declineCode);
    case 'GeneralError':
      return refusal.message;
  }
};
const refused = await tollgate.generate({ ...request, count: 100, parameters: { width: 1440, height: 1440 } });
said['refused'] = refused.status === 'refused' ? [refused.refusal.code, missing(refused.refusal)] : refused.status;
const wrong = createClient({ url, credential: 'tg_test_wrong' });
said['wrong'] = await wrong.balance().catch((error: unknown) => error instanceof TollgateError && error.code);
const headers = { 'webhook-id': 'evt_1', 'webhook-timestamp': '1', 'webhook-signature': 'v1,AAAA' };
said['webhook'] = await verifyWebhook({ body: '{}', headers, secret: 'whsec_AAAA' }).catch(
  (error: unknown) => error instanceof WebhookVerificationError && error.code,
);
tollgate.close();
console.log(JSON.stringify(said));
`;

const COMPONENT = `
import { createClient } from '@tollgate/client';
import { BalanceText, BuyButton, TollgateProvider, useEstimate } from '@tollgate/react';
import type { ReactElement } from 'react';

const client = createClient({ url: '/graphql', credential: async () => 'token' });

function Price(): ReactElement {
  const { data, status } = useEstimate({ model: 'bfl/flux-1.1-pro', prompt: 'a toll gate' });
  return <output>{status === 'ready' ? data.totalCost : '…'}</output>;
}

export const App = (): ReactElement => (
  <TollgateProvider client={client}>
    <BalanceText className="balance" /> <Price /> <BuyButton packId="pack-10">Buy</BuyButton>
  </TollgateProvider>
);
`;

const SETTINGS = {
  compilerOptions: {
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    module: 'nodenext',
    target: 'es2022',
    lib: ['es2023', 'dom', 'dom.iterable', 'dom.asynciterable'],
    jsx: 'react-jsx',
    types: ['node'],
    typeRoots: [join(ROOT, 'node_modules/@types')],
    outDir: 'out',
    // The declarations of the packages are checked, too.
    skipLibCheck: false,
  },
};

let gateway: TestGateway;
let folder: ReturnType<typeof temporaryFolder>;
const packed: string[] = [];

beforeAll(async () => {
  gateway = await startTestGateway();
  folder = temporaryFolder();
  await run(process.execPath, ['scripts/setup.mjs', '--packages'], { cwd: ROOT });
  const client = await pack('client');
  const react = await pack('react');
  packed.push(...client.paths, ...react.paths);
  const fromHere = FROM_HERE.map((name) => [name, `file:${join(ROOT, 'node_modules', name)}`] as const);
  await install({ '@tollgate/client': client.file, '@tollgate/react': react.file, ...Object.fromEntries(fromHere) });
});

afterAll(async () => {
  await gateway.stop();
  folder.remove();
});

const inProject = (command: string, ...parameters: string[]) => run(command, parameters, { cwd: folder.path });

interface Packed {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

async function pack(name: string): Promise<{ readonly file: string; readonly paths: readonly string[] }> {
  const parameters = ['pack', join(ROOT, 'packages', name), '--json', '--ignore-scripts'];
  const { stdout } = await inProject('npm', ...parameters);
  const answer = JSON.parse(stdout) as readonly Packed[] | Readonly<Record<string, Packed>>;
  // npm 11 answers with a list; later ones with an object by name.
  const [one] = Object.values(answer) as readonly Packed[];
  const { filename, files } = one!;
  return { file: `file:${filename}`, paths: files.map(({ path }) => path) };
}

/** Unpacked where npm would: offline, with nothing of this project's node_modules above it. */
async function install(dependencies: Readonly<Record<string, string>>): Promise<void> {
  writeFileSync(join(folder.path, 'package.json'), JSON.stringify({ type: 'module', private: true, dependencies }));
  await inProject('npm', 'install', '--offline', '--install-links', '--ignore-scripts', '--no-audit', '--no-fund');
}

describe('the packages in a project of its own', () => {
  it('are installed, compile strictly, and do what they say', async () => {
    for (const path of ['operations/fragments.graphql', 'src/gql/persisted-documents.json', 'README.md']) {
      expect(packed).toContain(path);
    }
    for (const path of packed) expect(path).not.toMatch(/tsbuildinfo|stamp|[.]tsx?$(?<![.]d[.]ts)/);
    const installed = JSON.parse(read('node_modules/@tollgate/client/package.json')) as { version: string };
    expect(installed.version).toBe('0.1.0');

    write('program.ts', PROGRAM);
    write('app.tsx', COMPONENT);
    expect(await compile(['program.ts', 'app.tsx'])).toBe('');

    const { key } = await gateway.newAccount('1');
    const { stdout } = await run(process.execPath, ['out/program.js', `${gateway.url}/graphql`, key], {
      cwd: folder.path,
      env: { PATH: process.env['PATH'] },
    });
    expect(JSON.parse(stdout)).toEqual({
      before: '1',
      estimate: '0.052',
      status: 'SUCCEEDED',
      transactions: [
        ['CHARGE', '0'],
        ['RESERVE', '-0.052'],
      ],
      refused: ['INSUFFICIENT_CREDITS', '4.252'],
      wrong: 'UNAUTHENTICATED',
      webhook: 'SIGNATURE_WRONG',
    });
  });
});

describe('what the documents say', () => {
  it('compiles strictly: each block of the READMEs', async () => {
    const blocks = ['client', 'react'].flatMap((name) =>
      blocksOf(`packages/${name}/README.md`, /```(tsx?)\n([^]*?)```/g),
    );
    expect(blocks).toHaveLength(3);
    const files = blocks.map(({ language, text }, index) => {
      const file = `readme-${index}.${language}`;
      write(file, text);
      return file;
    });
    expect(await compile(files)).toBe('');
  });

  it('runs: the program of the quickstart', async () => {
    const [program] = blocksOf('docs/quickstart.md', /```(js)\n([^]*?)```/g);
    write('quickstart.js', program!.text.replace('http://127.0.0.1:4000', gateway.url));
    const { key } = await gateway.newAccount('1');
    const { stdout } = await run(process.execPath, ['quickstart.js'], {
      cwd: folder.path,
      env: { PATH: process.env['PATH'], TOLLGATE_API_KEY: key },
    });
    expect(stdout).toMatch(/^SUCCEEDED 0[.]052 http.*[.]png\n0[.]948 credits are left\n$/);
  });
});

/** What the compiler has to say. */
async function compile(files: readonly string[]): Promise<string> {
  write('tsconfig.json', JSON.stringify({ ...SETTINGS, files }));
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  const compiled = await inProject(process.execPath, tsc, '-p', '.').catch((error: unknown) => error);
  return (compiled as { stdout: string }).stdout;
}

function blocksOf(file: string, pattern: RegExp): { readonly language: string; readonly text: string }[] {
  const content = readFileSync(join(ROOT, file), 'utf8');
  return [...content.matchAll(pattern)].map(([, language = '', text = '']) => ({ language, text }));
}

function write(name: string, content: string): void {
  const path = join(folder.path, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

function read(name: string): string {
  return readFileSync(join(folder.path, name), 'utf8');
}
