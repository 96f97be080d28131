// Loading and checking a storefront of many models, beside nothing but reading its JSON.
import { readFileSync } from 'node:fs';
import { createCatalog, loadStorefront } from '../../src/catalog/index.ts';
import { withManyModels } from './many-models.ts';
import { processorMilliseconds } from './processor-milliseconds.ts';

export interface MeasuredLoading {
  readonly models: number;
  /** Milliseconds of the first load in this process: what a start of the gateway takes. */
  readonly firstMilliseconds: number;
  /** Processor time of it, threads that compile and collect garbage included. */
  readonly firstProcessorMilliseconds: number;
  /** Once the code is compiled: what publishing a price book takes. */
  readonly warmMilliseconds: number;
  /** The reference: JSON.parse of the same file. */
  readonly parseMilliseconds: number;
  readonly ratio: number;
  /** Compiling one model's parameter schema, which happens when the model is first asked for. */
  readonly schemaMilliseconds: number;
}

const WARM_LOADS = 3;
const SCHEMAS = 100;

function millisecondsOf(work: () => unknown): number {
  const begun = performance.now();
  work();
  return performance.now() - begun;
}

function best(work: () => unknown): number {
  return Math.min(...Array.from({ length: WARM_LOADS }, () => millisecondsOf(work)));
}

/** The catalogue is ready to answer for every model; schemas are compiled when a model is first asked for. */
export function measureLoading(count: number): Promise<MeasuredLoading> {
  return withManyModels(count, (file) => {
    const load = () => createCatalog(loadStorefront(file));
    const before = processorMilliseconds();
    const firstMilliseconds = millisecondsOf(load);
    const firstProcessorMilliseconds = processorMilliseconds() - before;
    const warmMilliseconds = best(load);
    const parseMilliseconds = best(() => JSON.parse(readFileSync(file, 'utf8')) as unknown);
    const catalog = load();
    const models = catalog.models();
    const schemas = millisecondsOf(() => {
      for (const model of models.slice(0, SCHEMAS)) catalog.validateParameters(model, {});
    });
    const ratio = warmMilliseconds / parseMilliseconds;
    const schemaMilliseconds = schemas / SCHEMAS;
    const first = { firstMilliseconds, firstProcessorMilliseconds };
    const times = { ...first, warmMilliseconds, parseMilliseconds, ratio, schemaMilliseconds };
    return { models: models.length, ...times };
  });
}
