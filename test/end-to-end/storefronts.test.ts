// Each storefront that ships, sold by a whole gateway: its packs are offered, the demo account can pay for its models, and the
// sandbox understands what they ask for.
import { afterEach, describe, expect, it } from '@jest/globals';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { BALANCE, GENERATE, generateInput } from '../support/gateway-operations.ts';

const RECORDING = { audio_url: 'https://a.example/1.wav', input_duration: 6 };
const PICTURE = 'https://a.example/1.png';

let gateway: TestGateway;

afterEach(async () => {
  await gateway.stop();
});

async function costOf(model: string, parameters: Record<string, unknown> = {}): Promise<unknown> {
  const input = generateInput({ model, parameters, prompt: 'a'.repeat(30) });
  const { data } = await gateway.ask(GENERATE, { input });
  expect([model, data.generate.userErrors]).toEqual([model, []]);
  const { status, cost } = await gateway.ended(data.generate.generation.id);
  return [model, status, cost];
}

describe('the storefront', () => {
  it.each([
    ['usd-credits', '100', ['10', '25', '50', '100', '500', '1000']],
    ['style-tokens', '10000', ['10000', '50000', '100000']],
    ['unit-credits', '1000000', [1, 5, 10, 50, 100].flatMap((millions) => Array(3).fill(`${millions}000000`))],
  ])('%s gives the demo account %s credits and offers its packs', async (...[name, available, packs]) => {
    gateway = await startTestGateway({ environment: { STOREFRONT: name } });
    expect((await gateway.ask(BALANCE)).data.balance).toEqual({ available, reserved: '0' });
    const { data } = await gateway.ask('{ creditPacks { credits } }');
    expect(data.creditPacks.map(({ credits }: { credits: string }) => credits)).toEqual(packs);
  });

  it('unit-credits sells what it lists, in whole credits', async () => {
    gateway = await startTestGateway({ environment: { STOREFRONT: 'unit-credits' } });
    const parameters = { reference_images: [PICTURE, PICTURE] };
    expect(await costOf('bytedance-seedream-4.5', parameters)).toEqual(['bytedance-seedream-4.5', 'SUCCEEDED', '1188']);
    expect(await costOf('cheapai/sound-effect')).toEqual(['cheapai/sound-effect', 'SUCCEEDED', '200']);
    expect(await costOf('music-2.5+')).toEqual(['music-2.5+', 'SUCCEEDED', '1200']);
    const voice = 'eleven_multilingual_sts_v2';
    expect(await costOf(voice, RECORDING)).toEqual([voice, 'SUCCEEDED', '5000']);
    expect(await costOf('speech-2.6-turbo')).toEqual(['speech-2.6-turbo', 'SUCCEEDED', '18']);
    expect(await costOf('cheapai/sound-effect', { duration: 0.51 })).toEqual([
      'cheapai/sound-effect',
      'SUCCEEDED',
      '21',
    ]);
  });

  it('style-tokens charges the style', async () => {
    gateway = await startTestGateway({ environment: { STOREFRONT: 'style-tokens' } });
    expect(await costOf('vyro/imagine', { style: 'flux-dev' })).toEqual(['vyro/imagine', 'SUCCEEDED', '15']);
    expect(await costOf('vyro/style/anime')).toEqual(['vyro/style/anime', 'SUCCEEDED', '5']);
    const input = generateInput({ model: 'vyro/style/sdxl-1.0' });
    const { data } = await gateway.ask(GENERATE, { input });
    expect(data.generate.userErrors).toMatchObject([{ code: 'PRICE_UNKNOWN' }]);
  });

  it('usd-credits charges tokens, vendor credits and recordings', async () => {
    gateway = await startTestGateway();
    const model = 'google/gemini-2.5-flash-image';
    // 7.5 text tokens at 0.30 per million are 2.25 micro-credits.
    expect(await costOf(model)).toEqual([model, 'SUCCEEDED', '0.038703']);
    // 30 characters take the sandbox 1.95 s, which are 40.625 audio tokens.
    expect(await costOf('openai/gpt-4o-mini-tts')).toEqual(['openai/gpt-4o-mini-tts', 'SUCCEEDED', '0.000493']);
    expect(await costOf('openai/whisper-1', RECORDING)).toEqual(['openai/whisper-1', 'SUCCEEDED', '0.0006']);
    expect(await costOf('higgsfield/soul')).toEqual(['higgsfield/soul', 'SUCCEEDED', '0.0125']);
    expect(await costOf('higgsfield/voice-sound')).toEqual(['higgsfield/voice-sound', 'SUCCEEDED', '0.05']);
  });
});
