// What a new price book would change, for people to read and for the canary to judge. Pure.

import { isDeepStrictEqual } from 'node:util';
import type { CreditPack, Model, Plan, Storefront } from '../sell/model.ts';
import { createParameterValidator } from '../sell/validate-parameters.ts';
import { compareFigures } from './compare-figures.ts';
import { compareModels } from './compare-models.ts';
import type { FigureChange, PackChange, PlanChange, StorefrontDifference } from './difference.ts';

interface Comparison<Item> {
  readonly nameOf: (item: Item) => string;
  readonly added: (after: Item) => StorefrontDifference;
  readonly removed: (before: Item) => StorefrontDifference;
  /** Undefined when nothing differs. */
  readonly changed: (before: Item, after: Item) => StorefrontDifference | undefined;
}

/** Pairs items of the same name, in the order of their names. */
function compareItems<Item>(
  before: readonly Item[],
  after: readonly Item[],
  { nameOf, added, removed, changed }: Comparison<Item>,
): StorefrontDifference[] {
  const old = new Map(before.map((item) => [nameOf(item), item]));
  const current = new Map(after.map((item) => [nameOf(item), item]));
  const differences: StorefrontDifference[] = [];
  for (const name of [...new Set([...old.keys(), ...current.keys()])].toSorted()) {
    const [was, is] = [old.get(name), current.get(name)];
    if (was !== undefined) {
      const difference = is === undefined ? removed(was) : changed(was, is);
      differences.push(...(difference === undefined ? [] : [difference]));
    } else if (is !== undefined) {
      differences.push(added(is));
    }
  }
  return differences;
}

function compareCreditUnits(before: Storefront, after: Storefront): StorefrontDifference[] {
  const [was, is] = [before.creditUnit.meaning, after.creditUnit.meaning];
  return was === is ? [] : [{ kind: 'CREDIT_UNIT_CHANGED', before: was, after: is }];
}

function compareAllModels(before: Storefront, after: Storefront): StorefrontDifference[] {
  const validate = createParameterValidator();
  return compareItems<Model>(before.models, after.models, {
    nameOf: ({ identifier }) => identifier,
    added: (model) => ({ kind: 'MODEL_ADDED', identifier: model.identifier, after: model }),
    removed: (model) => ({ kind: 'MODEL_REMOVED', identifier: model.identifier, before: model }),
    changed: (old, current) => compareModels(old, current, validate),
  });
}

function changedPack(before: CreditPack, after: CreditPack): PackChange | undefined {
  return isDeepStrictEqual(before, after)
    ? undefined
    : { kind: 'PACK_CHANGED', identifier: after.id, before, after, figures: compareFigures(before, after) };
}

function comparePacks(before: Storefront, after: Storefront): StorefrontDifference[] {
  return compareItems<CreditPack>(before.packs, after.packs, {
    nameOf: ({ id }) => id,
    added: (pack) => ({ kind: 'PACK_ADDED', identifier: pack.id, after: pack }),
    removed: (pack) => ({ kind: 'PACK_REMOVED', identifier: pack.id, before: pack }),
    changed: changedPack,
  });
}

/** Of plans that are sold by the year in both. */
function yearlyFigures({ yearly: was }: Plan, { yearly: is }: Plan): FigureChange[] {
  if (was === undefined || is === undefined) return [];
  return compareFigures(was, is).map((change) => ({ ...change, figure: `yearly ${change.figure}` }));
}

function changedPlan(before: Plan, after: Plan): PlanChange | undefined {
  if (isDeepStrictEqual(before, after)) {
    return undefined;
  }
  const figures = compareFigures(
    { price: before.price, credits: before.monthlyCredits },
    { price: after.price, credits: after.monthlyCredits },
  );
  return {
    kind: 'PLAN_CHANGED',
    identifier: after.id,
    before,
    after,
    figures: [...figures, ...yearlyFigures(before, after)],
  };
}

function comparePlans(before: Storefront, after: Storefront): StorefrontDifference[] {
  return compareItems<Plan>(before.plans, after.plans, {
    nameOf: ({ id }) => id,
    added: (plan) => ({ kind: 'PLAN_ADDED', identifier: plan.id, after: plan }),
    removed: (plan) => ({ kind: 'PLAN_REMOVED', identifier: plan.id, before: plan }),
    changed: changedPlan,
  });
}

/**
 * Everything that differs: the credit unit, then models, packs and plans, each in the order of their identifiers. A changed
 * model comes with sample prices before and after: default parameters, then each choice that its price looks at. Nothing
 * differs between a storefront and itself, and swapping the two turns every ratio over.
 */
export function compareStorefronts(before: Storefront, after: Storefront): readonly StorefrontDifference[] {
  return [
    ...compareCreditUnits(before, after),
    ...compareAllModels(before, after),
    ...comparePacks(before, after),
    ...comparePlans(before, after),
  ];
}
