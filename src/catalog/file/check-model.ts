// What a schema cannot say of a model: that its rules, meters and parameters fit together.

import { compareFractions, ONE } from '../../money/index.ts';
import {
  isBaseRule,
  type MatrixRule,
  type Meter,
  type MeterDefinition,
  type MeterReference,
  type MeterSource,
  metersOf,
  type ParameterValue,
  type PriceRule,
} from '../../pricing/index.ts';
import { SANDBOX_PARAMETER, SANDBOX_PROVIDER } from '../sell/sandbox-parameter.ts';
import { findMeterCycle } from './meter-cycle.ts';
import { accepts, type ParameterSchema } from './parameter-schema.ts';
import { type FileProvider, nameOfProvider } from './provider-schema.ts';

export interface ModelProblem {
  readonly path: (string | number)[];
  readonly message: string;
}

interface ModelParts {
  readonly providers: readonly FileProvider[];
  readonly parameters: Readonly<Record<string, ParameterSchema>>;
  readonly required: readonly string[];
  readonly meters: Readonly<Partial<Record<Meter, MeterDefinition>>>;
  readonly rules: readonly PriceRule[];
}

type Report = (path: (string | number)[], message: string) => void;

function sourcesOf(source: MeterSource | MeterReference): (MeterSource | MeterReference)[] {
  if (source.from === 'product') {
    return source.factors.flatMap(sourcesOf);
  }
  return source.from === 'outputSeconds' || source.from === 'outputPixels' ? [source.expected] : [source];
}

function isLimited(parameter: ParameterSchema): boolean {
  if ('enum' in parameter && parameter.enum !== undefined) {
    return true;
  }
  return 'minimum' in parameter && Number(parameter.minimum) >= 0 && parameter.maximum !== undefined;
}

/** A quantity without limits would be a cost without limits; one that may be absent would be a price that may be absent. */
function checkNumberParameter(name: string, model: ModelParts, report: (message: string) => void): void {
  const parameter = model.parameters[name];
  if (parameter?.type !== 'integer' && parameter?.type !== 'number') {
    report(`it counts the parameter "${name}", which has to be an integer or a number`);
    return;
  }
  if (!isLimited(parameter)) {
    report(`it counts the parameter "${name}", which needs a minimum of 0 or more and a maximum`);
  }
  if (parameter.default === undefined && !model.required.includes(name)) {
    report(`it counts the parameter "${name}", which has to be required or have a default`);
  }
}

function checkMeters(model: ModelParts, report: Report): void {
  for (const [meter, definition] of Object.entries(model.meters) as [Meter, MeterDefinition][]) {
    const reportHere = (message: string): void => {
      report(['meters', meter], message);
    };
    for (const source of sourcesOf(definition.source)) {
      if (source.from === 'parameter') {
        checkNumberParameter(source.name, model, reportHere);
      } else if (source.from === 'meter' && model.meters[source.meter] === undefined) {
        reportHere(`it builds on the meter "${source.meter}", which the model does not declare`);
      } else if ('name' in source && model.parameters[source.name] === undefined) {
        reportHere(`it counts the parameter "${source.name}", which the model does not have`);
      }
    }
  }
}

/** The values that a rule looks for, by parameter. */
function valuesOf(rule: PriceRule): [string, ParameterValue][] {
  if (rule.kind === 'matrix') {
    return rule.rows.flatMap((row) => Object.entries(row.where));
  }
  if (rule.kind === 'styleTable') {
    return Object.keys(rule.prices).map((style) => [rule.parameter, style]);
  }
  const conditions = 'when' in rule ? rule.when : [];
  return conditions.flatMap((condition): [string, ParameterValue][] =>
    'parameter' in condition ? condition.is.map((value) => [condition.parameter, value]) : [],
  );
}

function checkValues(rule: PriceRule, model: ModelParts, report: (message: string) => void): void {
  for (const [name, value] of valuesOf(rule)) {
    const parameter = model.parameters[name];
    if (parameter === undefined) {
      report(`it depends on the parameter "${name}", which the model does not have`);
    } else if (!accepts(parameter, value)) {
      report(`it has a price for ${name} = ${JSON.stringify(value)}, which the parameter does not accept`);
    }
  }
}

function checkMatrix(rule: MatrixRule, report: (message: string) => void): void {
  const seen = new Set<string>();
  for (const row of rule.rows) {
    const combination = JSON.stringify(Object.entries(row.where).toSorted());
    if (seen.has(combination)) {
      report(`it has two prices for ${JSON.stringify(row.where)}`);
    }
    seen.add(combination);
  }
}

/** Things that would let a charge exceed maxCost, or would price a sum of products. */
function checkBounds(rule: PriceRule, model: ModelParts, report: (message: string) => void): void {
  if (rule.kind === 'multiplier' && compareFractions(rule.by, ONE) < 0 && metersOf(rule).length > 0) {
    report('a discount cannot depend on a meter: then less could cost more');
  }
  const wholeCall = 'scope' in rule && rule.scope === 'call';
  if (wholeCall && metersOf(rule).some((meter) => model.meters[meter]?.source.from === 'product')) {
    report('a product is counted per output, so it cannot price the whole call');
  }
}

function checkRule(rule: PriceRule, model: ModelParts, report: (message: string) => void): void {
  for (const meter of metersOf(rule)) {
    if (model.meters[meter] === undefined) {
      report(`it counts the meter "${meter}", which the model does not declare under "meters"`);
    }
  }
  checkValues(rule, model, report);
  checkBounds(rule, model, report);
  if (rule.kind === 'matrix') {
    checkMatrix(rule, report);
  }
}

function checkCycle(model: ModelParts, report: Report): void {
  const cycle = findMeterCycle(model.meters);
  if (cycle !== undefined) {
    report(
      ['meters', cycle[0]],
      `it builds on itself (${cycle.join(' -> ')}); a meter builds only on meters that do not lead back to it`,
    );
  }
}

/** What the customer brings along, and the vendor measures for its own bill. */
const BROUGHT: readonly Meter[] = ['inputSeconds', 'inputTokens', 'vendorCredits'];

/**
 * A quantity that the customer states about the input and the provider bills by its own count: stated as 1 second, billed as
 * an hour. Until the gateway measures the input itself, only the sandbox, which bills nobody, may run such a model.
 */
function checkStated(model: ModelParts, report: Report): void {
  const real = model.providers.map(nameOfProvider).find((name) => name !== SANDBOX_PROVIDER);
  if (real === undefined) {
    return;
  }
  for (const meter of BROUGHT) {
    const source = model.meters[meter]?.source;
    const stated = source === undefined ? undefined : sourcesOf(source).find(({ from }) => from === 'parameter');
    if (stated !== undefined && 'name' in stated) {
      const message =
        `"${real}" bills what it measures, and this is what the customer states as "${stated.name}"; ` +
        `until the gateway measures it, only the provider "${SANDBOX_PROVIDER}" may run the model`;
      report(['meters', meter], message);
    }
  }
}

function checkNames(model: ModelParts, report: Report): void {
  for (const name of model.required) {
    if (model.parameters[name] === undefined) {
      report(['required'], `"${name}" is required, and is not among the parameters`);
    }
  }
  if (model.parameters[SANDBOX_PARAMETER] !== undefined) {
    report(['parameters', SANDBOX_PARAMETER], 'this name is kept for the sandbox provider');
  }
  if (model.rules.length > 0 && !model.rules.some(isBaseRule)) {
    report(['rules'], 'surcharges, multipliers and minimum charges need a rule that makes a price');
  }
}

/** All that does not fit together, or nothing. */
export function checkModel(model: ModelParts): ModelProblem[] {
  const problems: ModelProblem[] = [];
  const report: Report = (path, message) => {
    problems.push({ path, message });
  };
  checkNames(model, report);
  checkMeters(model, report);
  checkCycle(model, report);
  checkStated(model, report);
  for (const [index, rule] of model.rules.entries()) {
    checkRule(rule, model, (message) => {
      report(['rules', index], message);
    });
  }
  return problems;
}
