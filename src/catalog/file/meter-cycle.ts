// Meters that build on each other in a circle, which would be counted without end.

import type { Meter, MeterDefinition } from '../../pricing/index.ts';

type Meters = Readonly<Partial<Record<Meter, MeterDefinition>>>;

/** The meters that a formula builds on. */
function buildsOn(definition: MeterDefinition | undefined): Meter[] {
  return definition?.source.from === 'product'
    ? definition.source.factors.flatMap((factor) => (factor.from === 'meter' ? [factor.meter] : []))
    : [];
}

/** The first meter of a cycle stands at both its ends: ['tokens', 'seconds', 'tokens']. Undefined when there is none. */
export function findMeterCycle(meters: Meters): [Meter, ...Meter[]] | undefined {
  const finished = new Set<Meter>();
  const path: Meter[] = [];
  const visit = (meter: Meter): [Meter, ...Meter[]] | undefined => {
    if (path.includes(meter)) {
      return [meter, ...path.slice(path.indexOf(meter) + 1), meter];
    }
    if (finished.has(meter)) {
      return undefined;
    }
    path.push(meter);
    for (const next of buildsOn(meters[meter])) {
      const cycle = visit(next);
      if (cycle !== undefined) {
        return cycle;
      }
    }
    path.pop();
    finished.add(meter);
    return undefined;
  };
  for (const meter of Object.keys(meters) as Meter[]) {
    const cycle = visit(meter);
    if (cycle !== undefined) {
      return cycle;
    }
  }
  return undefined;
}
