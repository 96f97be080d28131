// Every route of every dialect: how it is asked so that it works, what its id names, and for whom it works. A route that was added
// without an entry fails the matrix (tenancy-matrix.test.ts).
import type { Scope } from '../../src/keys/index.ts';

/** What an id in a path names, as it has to be for the route to work. */
export type Named = 'ENDED' | 'RUNNING' | 'VIDEO' | 'RUNNING_VIDEO';

export interface Asked {
  readonly path: string;
  readonly json?: object;
}

export interface Entry {
  /** `id`: of a generation without its prefix; empty where nothing is named. */
  readonly ask: (id: string) => Asked;
  readonly names?: Named;
  /** Query parameters that take an id, each with the prefix of it. */
  readonly cursors?: Readonly<Record<string, 'gen' | 'req' | 'key'>>;
  /** All of them; any of the route's own scopes when absent. */
  readonly needs?: readonly Scope[];
  /** Not for browsers: one end user could erase what is another's. */
  readonly isForServersOnly?: true;
  /** What a suspended account may not. */
  readonly spends?: true;
  /** Its answer is made of the account's own rows, and stays as it is whatever other accounts do. */
  readonly lists?: true;
}

export interface DialectMatrix {
  readonly storefront: string;
  /** Generations for the ids, as GraphQL is asked for them. */
  readonly makes: Readonly<Partial<Record<Named, object>>>;
  readonly routes: Readonly<Record<string, Entry>>;
}

const PROMPT = 'a lighthouse that nobody else sees';
const BOTH = ['GENERATION_WRITE', 'GENERATION_READ'] as const;
const NEVER_SOON = { sandbox: { delayMilliseconds: 600_000 } };
const PIXEL =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==';

const at = (path: string, json?: object) => (): Asked => ({ path, ...(json === undefined ? {} : { json }) });
const gen = (path: (id: string) => string) => (id: string) => ({ path: path(`gen_${id}`) });
const req = (path: (id: string) => string) => (id: string) => ({ path: path(`req_${id}`) });

const IMAGE = { model: 'bfl/flux-1.1-pro', prompt: PROMPT };
const VIDEO = { model: 'google/veo-2', prompt: PROMPT, parameters: { duration: 5 } };

const GENERATE_VIDEO = { generation_prompt: PROMPT, generation_duration: 5 };

const BABYSEA: DialectMatrix = {
  storefront: 'usd-credits',
  makes: { ENDED: IMAGE, RUNNING: { ...IMAGE, parameters: NEVER_SOON } },
  routes: {
    status: { ask: at('/v1/status'), lists: true },
    account: { ask: at('/v1/user/account'), lists: true },
    user_billing: { ask: at('/v1/user/billing'), lists: true },
    billing: { ask: at('/v1/billing'), lists: true },
    usage: { ask: at('/v1/usage'), lists: true },
    estimate: { ask: at('/v1/estimate/bfl/flux-1.1-pro?count=2') },
    generate_image: {
      ask: at('/v1/generate/image/bfl/flux-1.1-pro', { generation_prompt: PROMPT }),
      spends: true,
    },
    generate_video: { ask: at('/v1/generate/video/google/veo-2', GENERATE_VIDEO), spends: true },
    list_content: { ask: at('/v1/content/list'), lists: true },
    content: { ask: gen((id) => `/v1/content/${id}`), names: 'ENDED' },
    delete_content: { ask: gen((id) => `/v1/content/${id}`), names: 'ENDED', isForServersOnly: true },
    cancel: { ask: gen((id) => `/v1/content/generation/cancel/${id}`), names: 'RUNNING' },
    cancel_image: { ask: gen((id) => `/v1/image-generation/${id}/cancel`), names: 'RUNNING' },
    library_models: { ask: at('/v1/library/models'), lists: true },
    library_providers: { ask: at('/v1/library/providers') },
    // What the process itself sees: the same for all accounts.
    health_providers: { ask: at('/v1/health/inference/providers') },
    health_models: { ask: at('/v1/health/inference/models') },
    health_storage: { ask: at('/v1/health/storage') },
    health_cache: { ask: at('/v1/health/cache') },
  },
};

const LUMENFALL: DialectMatrix = {
  storefront: 'usd-credits',
  makes: { ENDED: IMAGE, VIDEO, RUNNING_VIDEO: { ...VIDEO, parameters: { ...VIDEO.parameters, ...NEVER_SOON } } },
  routes: {
    generateImages: { ask: at('/openai/v1/images/generations', IMAGE), needs: BOTH, spends: true },
    editImages: {
      ask: at('/openai/v1/images/edits', { model: 'fal-ai/flux-pro/kontext', prompt: PROMPT, image: PIXEL }),
      needs: BOTH,
      spends: true,
    },
    createVideo: { ask: at('/openai/v1/videos', { model: 'google/veo-2', prompt: PROMPT, seconds: 5 }), spends: true },
    getVideo: { ask: gen((id) => `/openai/v1/videos/${id}`), names: 'RUNNING_VIDEO' },
    getVideoContent: { ask: gen((id) => `/openai/v1/videos/${id}/content`), names: 'VIDEO' },
    deleteVideo: { ask: gen((id) => `/openai/v1/videos/${id}`), names: 'VIDEO', isForServersOnly: true },
    listModels: { ask: at('/openai/v1/models'), lists: true },
    getModel: { ask: at('/openai/v1/models/bfl/flux-1.1-pro'), lists: true },
    getBalance: { ask: at('/v1/balance'), lists: true },
    listRequests: {
      ask: at('/v1/requests?summary=true'),
      cursors: { starting_after: 'req', ending_before: 'req', key_id: 'key' },
      lists: true,
    },
    getRequest: { ask: req((id) => `/v1/requests/${id}`), names: 'ENDED' },
    purgeRequest: { ask: req((id) => `/v1/requests/${id}/payloads`), names: 'ENDED', isForServersOnly: true },
  },
};

const VYRO: DialectMatrix = {
  storefront: 'style-tokens',
  makes: {},
  routes: {
    generateImage: { ask: at('/v2/image/generations', { prompt: PROMPT }), needs: BOTH, spends: true },
    usage: { ask: at('/v2/usage'), cursors: { before: 'gen' }, lists: true },
  },
};

const SEEDREAM = 'bytedance-seedream-4.5';
const VOICE = { voice_setting: { voice_id: 'voice' } };

const CHEAPAI: DialectMatrix = {
  storefront: 'unit-credits',
  makes: { ENDED: { model: 'cheapai/sound-effect', prompt: PROMPT } },
  routes: {
    credits: { ask: at('/v1/credits'), lists: true },
    packages: { ask: at('/v1/packages'), lists: true },
    listModels: { ask: at('/v1i/models'), lists: true },
    priceTask: { ask: at('/v1i/task/price', { model_id: SEEDREAM }) },
    generateImage: { ask: at('/v1i/task/generate-image', { prompt: PROMPT, model_id: SEEDREAM }), spends: true },
    soundEffect: { ask: at('/v1/task/sound-effect', { text: PROMPT }), spends: true },
    textToSpeech: { ask: at('/v1/text-to-speech/voice', { text: PROMPT }), spends: true },
    minimaxSpeech: { ask: at('/v1m/task/text-to-speech', { text: PROMPT, ...VOICE }), spends: true },
    musicGeneration: { ask: at('/v1m/task/music-generation', { idea: PROMPT }), spends: true },
    findTask: { ask: gen((id) => `/v1/task/${id}`), names: 'ENDED' },
  },
};

/** By the dialects' names. */
export const MATRIX: Readonly<Record<string, DialectMatrix>> = {
  babysea: BABYSEA,
  lumenfall: LUMENFALL,
  vyro: VYRO,
  cheapai: CHEAPAI,
};
