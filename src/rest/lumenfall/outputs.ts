// Stored outputs by their addresses.
import { buffer } from 'node:stream/consumers';
import type { OutputStore, StoredOutput } from '../../generation/index.ts';

/** Its name in the store: the last step of its address. */
export const nameOf = ({ url }: Pick<StoredOutput, 'url'>): string => new URL(url).pathname.split('/').at(-1) ?? '';

/** All of it; undefined when it is gone. Outputs are bounded by the store. */
export async function readOutput(outputs: OutputStore, name: string): Promise<Buffer | undefined> {
  const output = await outputs.open(name);
  return output === undefined ? undefined : buffer(output.read());
}
