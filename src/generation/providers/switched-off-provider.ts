// Stands for a provider that this gateway does not run any more, so that what it was asked for still ends: it can be asked
// nothing, like one that nobody reaches.
import type { Provider } from '../provider.ts';

export function switchedOffProvider(name: string): Provider {
  const refuse = (): Promise<never> => Promise.reject(new Error(`the provider ${name} is switched off`));
  return {
    name,
    displayName: name,
    upstreamIdFor: () => `switched-off:${name}`,
    submit: refuse,
    fetch: refuse,
    cancel: refuse,
  };
}
