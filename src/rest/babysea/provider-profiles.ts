// What BabySea's library says of each provider beside its name: how its answers come, how its work is called off, and how its webhooks
// are known to be its own. The words are those of BabySea's client; what a provider here does is said in `generation/providers`.
import { z } from 'zod';

export const IMPLEMENTATION = z.object({
  delivery_method: z.enum(['webhook_with_polling', 'synchronous', 'polling']),
  cancel_method: z.enum(['prediction_cancel_api', 'queue_cancel_api']).nullable(),
  webhook_verification: z.enum(['hmac_sha256', 'ed25519']).nullable(),
  error_mapping: z.literal('bse_error_codes'),
  cost_tracking: z.literal('per_generation_usd'),
  schema_conversion: z.literal('unified_to_native'),
  failover_strategy: z.literal('sequential_provider_chain'),
  health_monitoring: z.literal('circuit_breaker'),
  supported_media_types: z.array(z.enum(['image', 'video'])),
  supported_models_total: z.int(),
});

/** What is so with every provider. */
export const OF_ALL = {
  error_mapping: 'bse_error_codes',
  cost_tracking: 'per_generation_usd',
  schema_conversion: 'unified_to_native',
  failover_strategy: 'sequential_provider_chain',
  health_monitoring: 'circuit_breaker',
} as const;

interface ProviderProfile
  extends Pick<z.output<typeof IMPLEMENTATION>, 'delivery_method' | 'cancel_method' | 'webhook_verification'> {
  readonly description: string;
  readonly website: string;
  readonly docs: string;
}

const SYNCHRONOUS = { delivery_method: 'synchronous', cancel_method: null, webhook_verification: null } as const;

const PROFILES: ReadonlyMap<string, ProviderProfile> = new Map<string, ProviderProfile>([
  [
    'fal',
    {
      description: 'Runs models behind a queue.',
      website: 'https://fal.ai',
      docs: 'https://docs.fal.ai',
      delivery_method: 'webhook_with_polling',
      cancel_method: 'queue_cancel_api',
      webhook_verification: 'ed25519',
    },
  ],
  [
    'replicate',
    {
      description: 'Runs models as predictions.',
      website: 'https://replicate.com',
      docs: 'https://replicate.com/docs',
      delivery_method: 'webhook_with_polling',
      cancel_method: 'prediction_cancel_api',
      webhook_verification: 'hmac_sha256',
    },
  ],
  [
    'openai',
    {
      description: "OpenAI's own images.",
      website: 'https://openai.com',
      docs: 'https://platform.openai.com/docs',
      ...SYNCHRONOUS,
    },
  ],
  [
    'elevenlabs',
    {
      description: 'Speech and sounds.',
      website: 'https://elevenlabs.io',
      docs: 'https://elevenlabs.io/docs',
      ...SYNCHRONOUS,
    },
  ],
]);

/** Of the sandbox, and of whoever is not known here. */
const OTHER: ProviderProfile = {
  ...{ description: '', website: '', docs: '' },
  ...{ delivery_method: 'polling', cancel_method: null, webhook_verification: null },
};

export const profileOf = (name: string): ProviderProfile => PROFILES.get(name) ?? OTHER;
