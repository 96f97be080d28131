// What BabySea's own pages show, asked as its client asks it: the samples of docs.babysea.ai/guides/credits/usage and of the README of
// github.com/babysea-community/babysea.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { type AskBabySea, babySeaAt } from './babysea-client.ts';

describe('the samples of BabySea', () => {
  let gateway: TestGateway;
  let ask: AskBabySea;

  beforeAll(async () => {
    gateway = await startTestGateway();
    const { key } = await gateway.newAccount('12.48');
    ask = babySeaAt(gateway.localUrl, key);
  });

  afterAll(() => gateway.stop());

  it('estimates a video, and generates it', async () => {
    const estimate = await ask('GET /v1/estimate/kling/v1.5-pro?duration=10&resolution=720p&audio=false');
    expect(estimate.body.data).toEqual({
      model_identifier: 'kling/v1.5-pro',
      model_type: 'video',
      assets_count: 1,
      cost_per_second: 0.098,
      duration_seconds: 10,
      resolution: '720p',
      cost_per_generation: 0.98,
      cost_total_consumed: 0.98,
      credit_balance: 12.48,
      credit_balance_can_afford: true,
      credit_balance_max_affordable: 12,
    });
    const created = await ask('POST /v1/generate/video/kling/v1.5-pro', {
      generation_prompt: 'A baby seal swimming',
      generation_duration: 10,
    });
    expect([created.status, created.body]).toEqual([
      200,
      expect.objectContaining({
        status: 'success',
        data: {
          model_identifier: 'kling/v1.5-pro',
          generation_provider_order: ['sandbox'],
          generation_prediction_id: expect.any(String),
          generation_id: expect.stringMatching(/^gen_/),
          generation_initialized: true,
        },
      }),
    ]);
    const path = `GET /v1/content/${created.body.data.generation_id}`;
    await waitUntil('it is made', async () => (await ask(path)).body.data.generation_status === 'succeeded');
    const made = (await ask(path)).body.data;
    expect(made).toMatchObject({
      generation_provider_used: 'sandbox',
      generation_prompt: 'A baby seal swimming',
      generation_ratio: '16:9',
      generation_duration: 10,
      generation_resolution: '720p',
      generation_generate_audio: false,
      generation_audio_mode: 'noaudio',
      generation_output_number: 1,
      generation_output_file: [expect.stringMatching(/^http/)],
      generation_metrics_total_time: expect.any(Number),
      generation_metrics_predict_time: expect.any(Number),
    });
    const billing = await ask('GET /v1/user/billing');
    expect(billing.body.data.billing_credit_balance).toBe(11.5);
  });
});
