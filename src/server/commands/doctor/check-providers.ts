// Do the providers accept their credentials? Asked without starting any work.
import type { Configuration } from '../../../config/index.ts';
import { type CheckedCredential, checkCredentials } from '../../../generation/index.ts';
import { type Finding, findingsOf } from './finding.ts';

const { ok, warning, problem } = findingsOf('providers');

const VARIABLES: Readonly<Record<string, string>> = {
  replicate: 'REPLICATE_API_TOKEN',
  fal: 'FAL_KEY',
  openai: 'OPENAI_API_KEY',
  elevenlabs: 'ELEVENLABS_API_KEY',
};

export async function checkProviders({ providers, sandbox }: Configuration): Promise<Finding[]> {
  const checked = await checkCredentials(providers);
  if (checked.length > 0) return checked.map(decideCredential);
  return sandbox === 'off'
    ? [
        warning(
          'there is no provider: nothing can be generated',
          'Set the key of one, or SANDBOX=on for made-up media.',
        ),
      ]
    : [ok('the sandbox makes made-up media; no real provider has credentials')];
}

function decideCredential({ provider, status, answer }: CheckedCredential): Finding {
  const variable = VARIABLES[provider] ?? 'its key';
  switch (status) {
    case 'ACCEPTED':
      return ok(`${provider} accepts ${variable}`);
    case 'LIMITED':
      return warning(
        `${provider} lets ${variable} not ask what the doctor asks`,
        'A key with few rights may be what you want: it needs those to generate and to ask about generations.',
      );
    case 'REFUSED':
      return problem(
        `${provider} refuses ${variable}`,
        'It is wrong, expired or revoked: take a new one from the provider.',
      );
    case 'UNREACHABLE':
      return problem(
        `${provider} does not answer`,
        'Does this machine reach it? A firewall or a proxy may stand in between; a *_BASE_URL of yours may be wrong.',
      );
    case 'UNCLEAR':
      return warning(
        `${provider} answers ${String(answer)}`,
        'It may be down, or a *_BASE_URL of yours leads elsewhere. Try again later.',
      );
    default:
      return status satisfies never;
  }
}
