// A storefront file with as many models as are asked for: the shipped ones over and over, each with its own identifier.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** From the folder of the project, where `npm run bench` runs. */
const SHIPPED = 'storefronts/usd-credits.json';

interface StorefrontFile {
  readonly models: readonly { readonly identifier: string; readonly name: string }[];
}

/** The first round of models keeps its names. */
function manyModels(count: number): object {
  const storefront = JSON.parse(readFileSync(resolve(SHIPPED), 'utf8')) as StorefrontFile;
  const shipped = storefront.models;
  const models = Array.from({ length: count }, (_, index) => {
    const round = Math.floor(index / shipped.length);
    const model = shipped[index % shipped.length];
    return round === 0 ? model : { ...model, identifier: `${model?.identifier ?? ''}@${round}` };
  });
  return { ...storefront, models };
}

/** Lends a file with that many models and takes it away afterwards. */
export async function withManyModels<Result>(
  count: number,
  use: (file: string) => Result | Promise<Result>,
): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'tollgate-bench-'));
  try {
    const file = join(folder, 'many-models.json');
    writeFileSync(file, JSON.stringify(manyModels(count), undefined, 2));
    return await use(file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
