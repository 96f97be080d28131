// The real providers that the operator has credentials for. One without credentials is off.
import type { OutputStore } from '../outputs/index.ts';
import type { Provider } from '../provider.ts';
import { createElevenLabsProvider, type ElevenLabsOptions } from './elevenlabs/create-elevenlabs-provider.ts';
import { createFalProvider, type FalOptions } from './fal/create-fal-provider.ts';
import { createOpenAiImagesProvider, type OpenAiImagesOptions } from './openai-images/create-openai-images-provider.ts';
import { createReplicateProvider, type ReplicateOptions } from './replicate/create-replicate-provider.ts';

/** Secrets: never to be logged. A base URL that is missing is the provider's own. */
export interface ProviderCredentials {
  readonly replicate: Credentials<ReplicateOptions>;
  readonly fal: Credentials<FalOptions>;
  readonly openAi: Credentials<Pick<OpenAiImagesOptions, 'apiKey' | 'baseUrl'>>;
  readonly elevenLabs: Credentials<Pick<ElevenLabsOptions, 'apiKey' | 'baseUrl'>>;
}

type Credentials<Options> = Omit<Options, 'outputStore'> | undefined;

export function createConfiguredProviders(credentials: ProviderCredentials, outputStore: OutputStore): Provider[] {
  const { replicate, fal, openAi, elevenLabs } = credentials;
  return [
    replicate === undefined ? undefined : createReplicateProvider({ ...replicate, outputStore }),
    fal === undefined ? undefined : createFalProvider({ ...fal, outputStore }),
    openAi === undefined ? undefined : createOpenAiImagesProvider({ ...openAi, outputStore }),
    elevenLabs === undefined ? undefined : createElevenLabsProvider({ ...elevenLabs, outputStore }),
  ].filter((provider) => provider !== undefined);
}
