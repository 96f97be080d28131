import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { ConfigurationError } from './configuration-error.ts';
import { environmentSchema } from './environment-schema.ts';

/** The variables of `.env` in the working directory, if there is one, and over them those of this process. */
export function loadEnvironment(
  directory = process.cwd(),
  own: NodeJS.ProcessEnv = process.env,
): Record<string, string | undefined> {
  return { ...readEnvFile(join(directory, '.env')), ...own };
}

function readEnvFile(file: string): Record<string, string | undefined> {
  try {
    return parseEnv(readFileSync(file, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw new ConfigurationError([`${file} cannot be read: ${(error as Error).message}.`]);
  }
}

/** Names in the file `.env` of `directory` that nothing reads: misspelt ones, perhaps. */
export function unreadVariables(directory = process.cwd()): string[] {
  const known: ReadonlySet<string> = new Set(Object.keys(environmentSchema.shape));
  return Object.keys(readEnvFile(join(directory, '.env'))).filter((name) => !known.has(name));
}
