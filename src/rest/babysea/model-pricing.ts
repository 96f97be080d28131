// A model's price as a number, or a number for each resolution and sound: credits for an image, or for a second of video, out of the
// same plans as estimates.
import type { Model } from '../../catalog/index.ts';
import type { Generations } from '../../generation/index.ts';
import { ONE } from '../../money/index.ts';
import { costPerNumber } from './credits.ts';
import { placeholders, secondsOf } from './estimate-routes.ts';
import { hasParameter, toParameters, valuesOf } from './translate-request.ts';

type Pricing = number | Readonly<Record<string, number>>;
type Plans = Pick<Generations, 'plan'>;

const priced = new WeakMap<Model, { readonly pricing: Pricing | undefined }>();

/** Undefined when it has no price, or none that a request without a prompt shows. A model of a price book never changes. */
export function pricingOf(plans: Plans, model: Model): Pricing | undefined {
  const known = priced.get(model);
  if (known !== undefined) return known.pricing;
  const pricing = priceOf(plans, model);
  priced.set(model, { pricing });
  return pricing;
}

function priceOf(plans: Plans, model: Model): Pricing | undefined {
  const prices = combinationsOf(model).flatMap(({ name, parameters }): [string, number][] => {
    const price = priceWith(plans, model, parameters);
    return price === undefined ? [] : [[name, price]];
  });
  const [first] = prices;
  if (first === undefined) return undefined;
  const [name, price] = first;
  return name === '' ? price : Object.fromEntries(prices);
}

type Named = readonly (readonly [string, unknown])[];

/** Each resolution with each sound: `720p`, `720p_audio`, `720p_noaudio`; without either, one without a name. */
function combinationsOf(model: Model): { readonly name: string; readonly parameters: Named }[] {
  const resolutions = valuesOf(model, 'resolution').map(String);
  const sounds = hasParameter(model, 'audio') ? [true, false] : [undefined];
  return (resolutions.length === 0 ? [undefined] : resolutions).flatMap((resolution) =>
    sounds.map((audio) => {
      const sound = audio === undefined ? undefined : audio ? 'audio' : 'noaudio';
      const named = Object.entries({ resolution, audio }).filter(([, value]) => value !== undefined);
      return { name: [resolution, sound].filter((part) => part !== undefined).join('_'), parameters: named };
    }),
  );
}

function priceWith({ plan }: Plans, model: Model, parameters: Named): number | undefined {
  const all = toParameters([...parameters, ...placeholders(model)]);
  const outcome = plan({ model: model.identifier, prompt: undefined, parameters: all, count: 1 });
  if (outcome.status === 'refused') return undefined;
  const { parameters: filled, estimate } = outcome.plan;
  const seconds = model.kind === 'VIDEO' ? secondsOf(filled['duration']) : undefined;
  return costPerNumber(estimate.perGeneration.total, seconds ?? ONE);
}
