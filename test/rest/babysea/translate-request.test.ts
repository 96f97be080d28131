import { describe, expect, it } from '@jest/globals';
import { providersIn, ratioOfSize, toRequestedGeneration } from '../../../src/rest/babysea/translate-request.ts';
import { usdCredits } from '../../catalog/shipped.ts';

function asked(identifier: string, fields: Record<string, unknown>) {
  const model = usdCredits.model(identifier);
  const { parameters, ...rest } = toRequestedGeneration(identifier, model, { generation_prompt: 'A seal', ...fields });
  return { ...rest, parameters: { ...parameters } };
}

const parametersOf = (identifier: string, fields: Record<string, unknown>) => asked(identifier, fields).parameters;

describe('a request for a generation', () => {
  it('is prompt, number and order of providers beside the parameters', () => {
    expect(
      asked('bfl/flux-schnell', {
        generation_ratio: '16:9',
        generation_output_format: 'jpg',
        generation_output_number: 3,
        generation_provider_order: ' replicate, fal ',
        generation_seed: 7,
      }),
    ).toEqual({
      model: 'bfl/flux-schnell',
      prompt: 'A seal',
      count: 3,
      providerOrder: ['replicate', 'fal'],
      parameters: { width: 1312, height: 736, output_format: 'jpeg', seed: 7 },
    });
    expect(asked('bfl/flux-schnell', {})).toMatchObject({ count: 1, providerOrder: undefined, parameters: {} });
  });

  it('gives each model the shape that it understands', () => {
    expect(parametersOf('google/veo-2', { generation_ratio: '9:16' })).toEqual({ aspect_ratio: '9:16' });
    expect(parametersOf('imagen-3-fast', { generation_ratio: '16:9' })).toEqual({ size: '1344x768' });
    expect(parametersOf('openai/gpt-image-1', { generation_ratio: '2:3' })).toEqual({ size: '1024x1536' });
    // What it has none of is handed on, and refused by the model's own rule.
    expect(parametersOf('openai/gpt-image-1', { generation_ratio: '16:9' })).toEqual({ size: '16:9' });
    expect(parametersOf('bfl/flux-1.1-pro', { generation_ratio: '7:1' })).toEqual({ aspect_ratio: '7:1' });
  });

  it('leaves out what every model is sent and says nothing: no sound, and the only format of videos', () => {
    const said = { generation_generate_audio: false, generation_output_format: 'mp4', generation_duration: 8 };
    expect(parametersOf('google/veo-2', said)).toEqual({ duration: 8 });
    expect(parametersOf('kling/v1.5-pro', said)).toEqual({ duration: 8, audio: false });
    expect(parametersOf('google/veo-2', { generation_generate_audio: true })).toEqual({ audio: true });
    expect(parametersOf('bfl/flux-schnell', { generation_output_format: 'mp4' })).toEqual({ output_format: 'mp4' });
  });

  it('gives input files to the parameters that take some, in their order', () => {
    const [one, other] = ['https://a.example/1', 'https://a.example/2'];
    const files = (...generation_input_file: string[]) => ({ generation_input_file });
    expect(parametersOf('runway/gen4_turbo', files(one))).toEqual({ image_url: one });
    expect(parametersOf('runway/act_two', files(one, other))).toEqual({ video_url: one, image_url: other });
    expect(parametersOf('runway/gen4_image', files(one, other))).toEqual({ reference_images: [one, other] });
    // More than it takes are no file that it takes.
    expect(parametersOf('runway/gen4_turbo', files(one, other))).toEqual({ image_url: [one, other] });
    expect(parametersOf('google/veo-2', files(one))).toEqual({ image_url: one });
  });

  it('can have fields of any name', () => {
    const fields = JSON.parse('{"__proto__": {"x": 1}, "constructor": 2, "generation_toString": 3}') as object;
    const { parameters } = toRequestedGeneration('x', undefined, { generation_prompt: 'A', ...fields });
    expect(Object.keys(parameters)).toEqual(['__proto__', 'constructor', 'toString']);
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });

  it('has ratios that are the same after a walk through sizes', () => {
    expect(['1024x1024', '1312x736', '1344x768', '1024x1536', '1x1'].map(ratioOfSize)).toEqual([
      '1:1',
      '16:9',
      '16:9',
      '2:3',
      undefined,
    ]);
  });

  it.each([
    [undefined, undefined],
    ['', undefined],
    [' , ', undefined],
    ['fastest', ['fastest']],
    ['replicate, fal', ['replicate', 'fal']],
  ])('%j asks for the providers %j', (order, names) => {
    expect(providersIn(order)).toEqual(names);
  });
});
