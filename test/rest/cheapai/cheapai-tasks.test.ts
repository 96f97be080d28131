// What CheapAI sells, row by row (C02 to C11), through a real gateway that sells its models.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { creditsAnswer, packagesAnswer } from '../../../src/rest/cheapai/account.ts';
import { taskAnswer } from '../../../src/rest/cheapai/find-task.ts';
import { modelsAnswer } from '../../../src/rest/cheapai/list-models.ts';
import { priceAnswer } from '../../../src/rest/cheapai/price-task.ts';
import { submitAnswer } from '../../../src/rest/cheapai/submit-task.ts';
import { startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { BALANCE } from '../../support/gateway-operations.ts';
import { type DialectAnswer, type Sending } from '../dialect-client.ts';
import { accepted, cheapaiClient, picture, refused, SEEDREAM, THUNDER } from './cheapai-client.ts';

/** The sample of the vendor's page Billing & Credits. */
const SAMPLE = {
  model_id: SEEDREAM,
  generations_count: 1,
  model_parameters: { aspect_ratio: '16:9', resolution: '2K' },
  assets: 2,
};

let gateway: TestGateway;

const { send, creditsOf, ended } = cheapaiClient(() => gateway);
const price = (json: object): Promise<DialectAnswer> => send('POST', '/v1i/task/price', { json });

beforeAll(async () => {
  gateway = await startTestGateway({ environment: { STOREFRONT: 'unit-credits' } });
});

afterAll(async () => {
  await gateway.stop();
});

describe('the price check (C05)', () => {
  it("answers the vendor's sample with 1188", async () => {
    const answer = await price(SAMPLE);
    expect([answer.status, priceAnswer.parse(answer.body)]).toEqual([
      200,
      { success: true, credits: 1188, max_credits: 1188, exact_credits: '1188' },
    ]);
  });

  it.each([
    ['three images', { generations_count: 3 }, 3564],
    ['no assets', { assets: 0 }, 1188],
    ['14 assets', { assets: 14 }, 1188],
    ['4K', { model_parameters: { aspect_ratio: '1:1', resolution: '4K' } }, 1188],
    ['nothing said', { model_parameters: undefined, generations_count: undefined, assets: undefined }, 1188],
  ])('prices %s', async (...[, changes, credits]) => {
    expect((await price({ ...SAMPLE, ...changes })).body.credits).toBe(credits);
  });

  it.each([
    ['15 assets', { assets: 15 }],
    ['a negative number of assets', { assets: -1 }],
    ['101 images', { generations_count: 101 }],
    ['another resolution', { model_parameters: { resolution: '9K' } }],
    ['parameters that are none', { model_parameters: '[]' }],
    ['another model', { model_id: 'no-such-model' }],
  ])('refuses %s', async (...[, changes]) => {
    expect(refused(await price({ ...SAMPLE, ...changes }))).toMatchObject({ status: 400, retryable: false });
  });

  it('costs nothing, and prices what is charged in the end', async () => {
    const { key } = await gateway.newAccount('5000');
    await price(SAMPLE);
    const form = { prompt: 'a seal', model_id: SEEDREAM, generations_count: '2' };
    const task = await ended(accepted(await send('POST', '/v1i/task/generate-image', { key, form })), key);
    const asked = await price({ model_id: SEEDREAM, generations_count: 2 });
    expect([task.credit_cost, task.exact_credit_cost]).toEqual([asked.body.credits, '2376']);
    expect(await creditsOf(key)).toBe(5000 - 2376);
  });
});

describe('the account', () => {
  it('has the credits that GraphQL says (C04)', async () => {
    const { key } = await gateway.newAccount('123456.789');
    const answer = await send('GET', '/v1/credits', { key });
    expect([answer.status, creditsAnswer.parse(answer.body)]).toEqual([
      200,
      { success: true, credits: 123456, exact_credits: '123456.789' },
    ]);
    expect((await gateway.ask(BALANCE, {}, { key })).data.balance.available).toBe('123456.789');
  });

  it('can buy five packs with three validities, which anybody sees (C02, C03)', async () => {
    const answer = await send('GET', '/v1/packages', { key: null });
    const { packages } = packagesAnswer.parse(answer.body);
    expect(packages.map(({ credits, validity_days, price: asked }) => [credits, validity_days, asked])).toEqual(
      [
        [1, '25.00', '30.00', '37.50'],
        [5, '90.00', '108.00', '135.00'],
        [10, '170.00', '204.00', '255.00'],
        [50, '750.00', '900.00', '1125.00'],
        [100, '1300.00', '1560.00', '1950.00'],
      ].flatMap(([millions, ...prices]) =>
        prices.map((one, index) => [Number(millions) * 1_000_000, [30, 90, null][index], one]),
      ),
    );
    expect(new Set(packages.map(({ currency }) => currency))).toEqual(new Set(['USD']));
  });

  it('sees image models with their ratios, resolutions and references (C06)', async () => {
    const { models } = modelsAnswer.parse((await send('GET', '/v1i/models')).body);
    expect(models).toMatchObject([
      {
        model_id: SEEDREAM,
        available: true,
        aspect_ratios: ['1:1', '4:3', '3:4', '3:2', '2:3', '16:9', '9:16', '21:9'],
        resolutions: ['2K', '4K'],
        supports_reference_images: true,
        max_assets: 14,
      },
    ]);
  });
});

describe('an image task (C07, C09, C10)', () => {
  it('from the sample of the vendor is done, with its cost and its images', async () => {
    const { key } = await gateway.newAccount('2000');
    const form = {
      prompt: 'A beautiful sunset over the ocean in watercolor style',
      model_id: SEEDREAM,
      generations_count: '1',
      model_parameters: '{"aspect_ratio":"16:9","resolution":"2K"}',
    };
    const answer = await send('POST', '/v1i/task/generate-image', { key, form });
    expect(submitAnswer.parse(answer.body).ec_remain_credits).toBe(2000 - 1188);
    const task = await ended(accepted(answer), key);
    expect(task).toMatchObject({ status: 'done', progress: 100, type: 'generate_image', credit_cost: 1188 });
    expect([task.error_code, task.error_message]).toEqual([null, null]);
    const [image] = task.metadata.result_images ?? [];
    expect([task.metadata.output_uri, task.metadata.result_images?.length]).toEqual([image, 1]);
    const made = await sharp(Buffer.from(await (await fetch(image!)).arrayBuffer())).metadata();
    expect(Math.abs(made.width / made.height - 16 / 9)).toBeLessThan(0.02);
  });

  it('works from files that the prompt names', async () => {
    const { key } = await gateway.newAccount('2000');
    const form = {
      prompt: 'Merge @img2 into @img1 while keeping the original outfit',
      model_id: SEEDREAM,
      model_parameters: '{"aspect_ratio":"1:1","resolution":"2K"}',
      assets: [await picture('red'), await picture('blue')],
    };
    const task = await ended(accepted(await send('POST', '/v1i/task/generate-image', { key, form })), key);
    expect(task).toMatchObject({ status: 'done', credit_cost: 1188 });
    const { parameters } = await gateway.ended(task.id, key);
    const { reference_images: references } = parameters as { reference_images: string[] };
    const colors = await Promise.all(
      references.map(async (url) => {
        const { dominant } = await sharp(Buffer.from(await (await fetch(url)).arrayBuffer())).stats();
        return dominant.r > dominant.b ? 'red' : 'blue';
      }),
    );
    expect(colors).toEqual(['red', 'blue']);
  });

  it.each<[string, NonNullable<Sending['form']>, string, RegExp]>([
    ['no asset for a name', { prompt: '@img1' }, 'INVALID_PARAMETER', /names @img1, and 0 assets came/],
    ['an asset without a name', { prompt: 'a', assets: 'https://a.example/1.png' }, 'INVALID_PARAMETER', /names none/],
    ['an asset that is no picture', { prompt: '@img1', assets: new Blob(['x']) }, 'INPUT_FILE_UNSUPPORTED', /opened/],
    ['a file of another name', { prompt: 'a', mask: new Blob(['x']) }, 'INVALID_PARAMETER', /sent as assets/],
    ['what is no address', { prompt: '@img1', assets: 'no address' }, 'INVALID_PARAMETER', /reference_images/],
    [
      'an address of none',
      { prompt: '@img1', assets: 'http://127.0.0.1:9/a.png' },
      'INPUT_FILE_UNREACHABLE',
      /fetched/,
    ],
    [
      'an unknown parameter',
      { prompt: 'a', model_parameters: '{"size":1}' },
      'INVALID_PARAMETER',
      /no parameter "size"/,
    ],
    ['no number', { prompt: 'a', generations_count: 'two' }, 'INVALID_PARAMETER', /generations_count/],
    ['another model', { prompt: 'a', model_id: 'none' }, 'MODEL_NOT_FOUND', /no model "none"/],
  ])('is refused for %s, and nothing is reserved', async (...[, form, code, says]) => {
    const { key } = await gateway.newAccount('2000');
    const answer = refused(
      await send('POST', '/v1i/task/generate-image', { key, form: { model_id: SEEDREAM, ...form } }),
    );
    expect(answer).toMatchObject({ status: 400, code, retryable: false });
    expect(answer.error).toMatch(says);
    expect(await creditsOf(key)).toBe(2000);
  });

  it('that fails ends with an error, and costs nothing', async () => {
    const { key } = await gateway.newAccount('2000');
    const form = { prompt: 'a seal', model_id: SEEDREAM, model_parameters: '{"sandbox":{"outcome":"reject"}}' };
    const task = await ended(accepted(await send('POST', '/v1i/task/generate-image', { key, form })), key);
    expect(task).toMatchObject({
      ...{ status: 'error', progress: 100, credit_cost: 0, estimated_credits: 1188, metadata: {} },
      error_code: 'CONTENT_POLICY',
    });
    expect(await creditsOf(key)).toBe(2000);
  });

  it('that runs has no cost yet', async () => {
    const parameters = JSON.stringify({ sandbox: { delayMilliseconds: 600_000 } });
    const form = { prompt: 'a seal', model_id: SEEDREAM, model_parameters: parameters };
    const id = accepted(await send('POST', '/v1i/task/generate-image', { form }));
    const task = taskAnswer.parse((await send('GET', `/v1/task/${id}`)).body);
    expect(task).toMatchObject({ progress: 0, credit_cost: null, exact_credit_cost: null, estimated_credits: 1188 });
    expect(['pending', 'processing']).toContain(task.status);
    const cancel = 'mutation ($id: ID!) { cancelGeneration(input: { id: $id }) { userErrors { code } } }';
    await gateway.ask(cancel, { id });
    expect(await ended(id)).toMatchObject({ status: 'error', error_code: 'CANCELED', credit_cost: 0 });
  });
});

describe('an audio task (C08)', () => {
  it.each<[string, string, object, string, number]>([
    ['a sound effect', '/v1/task/sound-effect', THUNDER, 'sound_effect', 200],
    ['one of half a second', '/v1/task/sound-effect', { text: 'Click', duration_seconds: 0.5 }, 'sound_effect', 20],
    [
      'speech',
      '/v1/text-to-speech/21m00Tcm4TlvDq8ikWAM?output_format=mp3_44100_128',
      {
        text: 'The first move is what sets everything in motion.',
        model_id: 'eleven_multilingual_v2',
        with_transcript: false,
      },
      'text_to_speech',
      49,
    ],
    [
      "MiniMax's speech",
      '/v1m/task/text-to-speech',
      {
        text: 'Hello, this is a test message.',
        model: 'speech-2.6-hd',
        voice_setting: { voice_id: '209533299589184', vol: 1, pitch: 0, speed: 1 },
        language_boost: 'English',
      },
      'text_to_speech',
      30,
    ],
    [
      'music',
      '/v1m/task/music-generation',
      {
        title: 'Night Drive',
        model: 'music-2.5+',
        generation_type: 1,
        idea: 'Dreamy synthwave with a steady driving pulse',
        lyrics: '',
        n: 1,
        rewrite_idea_switch: false,
        instrumental: true,
      },
      'minimax_music',
      1200,
    ],
    ['two tracks', '/v1m/task/music-generation', { model: 'music-2.5+', lyrics: 'La la', n: 2 }, 'minimax_music', 2400],
  ])('for %s is done, with its cost', async (...[, path, json, type, cost]) => {
    const { key } = await gateway.newAccount('5000');
    const task = await ended(accepted(await send('POST', path, { key, json })), key);
    expect(task).toMatchObject({ status: 'done', type, credit_cost: cost });
    expect(task.metadata).toMatchObject({ audio_url: task.metadata.output_uri, character_cost: cost });
    expect((await fetch(task.metadata.audio_url!)).headers.get('content-type')).toMatch(/^audio\//);
    expect(await creditsOf(key)).toBe(5000 - cost);
  });

  it('for music lists its tracks', async () => {
    const json = { model: 'music-2.5+', idea: 'Slow', title: 'Night Drive', n: 3 };
    const { metadata } = await ended(accepted(await send('POST', '/v1m/task/music-generation', { json })));
    const tracks = metadata.music_result?.data ?? [];
    expect(tracks.map(({ title }) => title)).toEqual(['Night Drive', 'Night Drive', 'Night Drive']);
    expect(tracks.every(({ duration, audio_url }) => duration > 1_000 && audio_url.startsWith('http'))).toBe(true);
  });

  it.each<[string, string, object]>([
    ['music of nothing', '/v1m/task/music-generation', { model: 'music-2.5+' }],
    ['an instrumental with lyrics', '/v1m/task/music-generation', { idea: 'a', lyrics: 'b', instrumental: true }],
    ['four tracks', '/v1m/task/music-generation', { idea: 'a', n: 4 }],
    ['a sound of a minute', '/v1/task/sound-effect', { text: 'a', duration_seconds: 60 }],
    ['a sound of nothing', '/v1/task/sound-effect', { duration_seconds: 5 }],
    ['a transcript', '/v1/text-to-speech/v1', { text: 'a', with_transcript: true }],
    ['no voice', '/v1m/task/text-to-speech', { text: 'a' }],
  ])('for %s is refused', async (...[, path, json]) => {
    expect(refused(await send('POST', path, { json }))).toMatchObject({ status: 400, code: 'INVALID_PARAMETER' });
  });
});
