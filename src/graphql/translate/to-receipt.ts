import type { Catalog } from '../../catalog/index.ts';
import type { Generation } from '../../generation/index.ts';
import type { GenerationSummary } from '../../ledger/index.ts';
import type { CostLine } from '../../pricing/index.ts';
import { toPublicId } from '../ids.ts';
import type { ReceiptType } from '../types/receipt.ts';
import { toCostLine } from './to-estimate.ts';
import { isOverrun, toGeneration } from './to-generation.ts';
import { toTransaction } from './to-transaction.ts';

export interface ReceiptParts {
  readonly generation: Generation;
  readonly summary: GenerationSummary;
  readonly lines: readonly CostLine[];
}

export function toReceipt({ generation, summary, lines }: ReceiptParts, catalog: Catalog): ReceiptType {
  const { accountId, quoteId } = generation;
  return {
    generation: toGeneration(generation, catalog),
    estimate: generation.costEstimate,
    reserved: summary.reserved,
    charged: summary.charged,
    refunded: summary.refunded,
    stillReserved: summary.stillReserved,
    lines: lines.map(toCostLine),
    effectiveCost: generation.effectiveCost,
    overrun: isOverrun(generation),
    priceVersion: generation.priceVersion,
    quoteId: quoteId === undefined ? undefined : toPublicId('quo', quoteId),
    lots: summary.lots.map(({ lot, amount }) => ({ accountId, number: lot, amount })),
    transactions: summary.transactions.map(toTransaction),
    hash: summary.hash,
    startedAt: generation.startedAt,
    endedAt: generation.endedAt,
    billedAt: generation.billedAt,
  };
}
