// What a translation is made of: parameters, or what is wrong with a field. Pure.

export type JsonSchema = Readonly<Record<string, unknown>>;

export interface Wishes {
  /** "1024x1024", "16:9" or "auto". */
  readonly size?: string | undefined;
  readonly aspectRatio?: string | undefined;
  readonly resolution?: string | undefined;
  readonly seconds?: number | undefined;
  readonly outputFormat?: string | undefined;
  /** Addresses of pictures to begin with. */
  readonly references: readonly string[];
  /** Fields that other APIs know and many models do not, by their names: quality, style, … */
  readonly usual: Readonly<Record<string, unknown>>;
  /** Whatever else was sent: parameters of the model, by their own names. */
  readonly others: Readonly<Record<string, unknown>>;
}

export interface Wrong {
  readonly field: string;
  readonly message: string;
  readonly allowed: readonly string[];
}

export type Parameters = Readonly<Record<string, unknown>>;
export type Step = { readonly parameters: Parameters } | { readonly wrong: Wrong };

export type Properties = ReadonlyMap<string, JsonSchema>;

export const NOTHING: Step = { parameters: {} };

export const set = (name: string, value: unknown): Step => ({ parameters: { [name]: value } });

export const wrong = (field: string, message: string, allowed: readonly string[]): Step => ({
  wrong: { field, message, allowed },
});

/** The first that is wrong; otherwise all of them, none of which may contradict another. */
export function together(steps: readonly Step[]): Step {
  const all = new Map<string, unknown>();
  for (const step of steps) {
    if ('wrong' in step) return step;
    for (const [name, value] of Object.entries(step.parameters)) {
      if (all.has(name) && all.get(name) !== value) {
        const message = `Two fields ask for different values of "${name}".`;
        return wrong(name, message, ['one of them']);
      }
      all.set(name, value);
    }
  }
  return { parameters: Object.fromEntries(all) };
}
