// Prices without a gateway: estimates per second by kind of price, and how long a catalogue of 10,000 models takes to load.

import type { BenchOptions } from '../bench-options.ts';
import { printResult } from '../bench-progress.ts';
import { type MeasuredEstimates, measureEstimates } from './measure-estimates.ts';
import { type MeasuredLoading, measureLoading } from './measure-loading.ts';

const MODELS = 10_000;

export async function benchPricing({ json }: BenchOptions): Promise<void> {
  // First, so that the first load is that of a fresh process.
  const loading = await measureLoading(MODELS);
  const estimates = measureEstimates();
  const text = json ? JSON.stringify({ estimates, loading }) : table(estimates, loading);
  printResult(`${text}\n`);
}

function row(cells: readonly [string, ...string[]]): string {
  return cells.map((cell, index) => (index === 0 ? cell.padEnd(26) : cell.padStart(14))).join('');
}

function table({ kinds, mixed, medianPerSecond }: MeasuredEstimates, loading: MeasuredLoading): string {
  const {
    models,
    firstMilliseconds,
    firstProcessorMilliseconds,
    warmMilliseconds,
    parseMilliseconds,
    ratio,
    schemaMilliseconds,
  } = loading;
  return [
    row(['estimates per second', 'estimateCost', 'by hand', 'ratio']),
    ...[...kinds, mixed].map((kind) =>
      row([
        kind.kind,
        Math.round(kind.perSecond).toString(),
        Math.round(kind.byHandPerSecond).toString(),
        kind.ratio.toFixed(2),
      ]),
    ),
    `median kind: ${Math.round(medianPerSecond)} per second of one core`,
    `${models} models loaded and checked in ${Math.round(firstMilliseconds)} ms ` +
      `(${Math.round(firstProcessorMilliseconds)} ms of processor), warm ${Math.round(warmMilliseconds)} ms ` +
      `(${ratio.toFixed(1)} x JSON.parse, ${Math.round(parseMilliseconds)} ms); ` +
      `a model's schema on first use ${schemaMilliseconds.toFixed(2)} ms`,
  ].join('\n');
}
