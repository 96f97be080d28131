// What vendors ask for their models, read on 2026-11-21 in their price lists (each model's source is in the storefront files)
// and worked out by hand for one request each: per second x seconds, per 1000 characters of a prompt of 1000, and so on.

type StorefrontName = 'usd-credits' | 'style-tokens' | 'unit-credits';

/** Storefront, model, parameters, characters of the prompt, cost of one output in credits. */
export type PricedRequest = readonly [StorefrontName, string, Readonly<Record<string, unknown>>, number, string];

const PICTURE = 'https://a.example/1.png';
const FILM = 'https://a.example/1.mp4';
const RECORDING = 'https://a.example/1.wav';

export const PRICE_LIST: readonly PricedRequest[] = [
  // BabySea
  ['usd-credits', 'bfl/flux-1.1-pro', {}, 9, '0.052'],
  ['usd-credits', 'bfl/flux-schnell', {}, 9, '0.005'],
  // BabySea sells these too, and does not publish their numbers: of others that run them.
  ['usd-credits', 'kling/v1.5-pro', { duration: 5, resolution: '1080p' }, 9, '0.49'],
  ['usd-credits', 'kling/v1.5-pro', { duration: 10, resolution: '720p', audio: false }, 9, '0.98'],
  ['usd-credits', 'google/veo-2', { duration: 5 }, 9, '2.5'],
  ['usd-credits', 'google/veo-2', { duration: 8 }, 9, '4'],
  // Lumenfall
  ['usd-credits', 'imagen-3', {}, 9, '0.04'],
  ['usd-credits', 'imagen-3-fast', {}, 9, '0.02'],
  ['usd-credits', 'dall-e-3', { quality: 'standard', size: '1024x1024' }, 9, '0.04'],
  ['usd-credits', 'dall-e-3', { quality: 'hd', size: '1024x1024' }, 9, '0.08'],
  ['usd-credits', 'dall-e-2', {}, 9, '0.02'],
  ['usd-credits', 'flux-pro', {}, 9, '0.05'],
  ['usd-credits', 'gemini-3-pro-image', {}, 9, '0.04'],
  ['usd-credits', 'flux-vision-upscaler', { image_url: PICTURE }, 9, '0.1'],
  ['usd-credits', 'flux.1-schnell', {}, 9, '0.003'],
  ['usd-credits', 'sora-2', { duration: 10, size: '1920x1080' }, 9, '0.21'],
  // Vyro Imagine API
  ['style-tokens', 'vyro/style/anime', {}, 9, '5'],
  ['style-tokens', 'vyro/style/realistic', {}, 9, '5'],
  ['style-tokens', 'vyro/style/flux-schnell', {}, 9, '5'],
  ['style-tokens', 'vyro/style/flux-dev-fast', {}, 9, '5'],
  ['style-tokens', 'vyro/style/flux-dev', {}, 9, '15'],
  ['style-tokens', 'vyro/style/imagine-turbo', {}, 9, '1'],
  // CheapAI
  [
    'unit-credits',
    'bytedance-seedream-4.5',
    { reference_images: [PICTURE, PICTURE], resolution: '2K', aspect_ratio: '16:9' },
    9,
    '1188',
  ],
  // What is derived from it: no input images, as many as there may be, the other size, another ratio.
  ['unit-credits', 'bytedance-seedream-4.5', {}, 9, '1188'],
  ['unit-credits', 'bytedance-seedream-4.5', { reference_images: Array(14).fill(PICTURE) }, 9, '1188'],
  ['unit-credits', 'bytedance-seedream-4.5', { resolution: '4K', aspect_ratio: '21:9' }, 9, '1188'],
  ['unit-credits', 'cheapai/sound-effect', { duration: 5 }, 9, '200'],
  ['unit-credits', 'cheapai/sound-effect', { duration: 0.5 }, 9, '20'],
  ['unit-credits', 'cheapai/sound-effect', { duration: 1.01 }, 9, '41'],
  ['unit-credits', 'cheapai/sound-effect', { duration: 30 }, 9, '1200'],
  ['unit-credits', 'eleven_multilingual_v2', {}, 1000, '1000'],
  ['unit-credits', 'speech-2.6-hd', {}, 1000, '1000'],
  ['unit-credits', 'speech-2.6-turbo', {}, 1000, '600'],
  ['unit-credits', 'speech-2.6-turbo', {}, 6, '6'],
  ['unit-credits', 'music-2.5+', {}, 9, '1200'],
  ['unit-credits', 'eleven_multilingual_sts_v2', { audio_url: RECORDING, input_duration: 30 }, 9, '5000'],
  // Runway
  ['usd-credits', 'runway/gen4.5', { duration: 5 }, 9, '0.6'],
  ['usd-credits', 'runway/gen4_turbo', { image_url: PICTURE, duration: 5 }, 9, '0.25'],
  ['usd-credits', 'runway/gen4_aleph', { video_url: FILM, duration: 5 }, 9, '0.75'],
  ['usd-credits', 'runway/act_two', { video_url: FILM, image_url: PICTURE, duration: 5 }, 9, '0.25'],
  ['usd-credits', 'runway/veo3', { duration: 8 }, 9, '3.2'],
  ['usd-credits', 'runway/veo3.1', { audio: false, duration: 8 }, 9, '1.6'],
  ['usd-credits', 'runway/veo3.1', { audio: true, duration: 8 }, 9, '3.2'],
  ['usd-credits', 'runway/veo3.1_fast', { audio: false, duration: 8 }, 9, '0.8'],
  ['usd-credits', 'runway/veo3.1_fast', { audio: true, duration: 8 }, 9, '1.2'],
  ['usd-credits', 'runway/seedance2', { duration: 5 }, 9, '1.8'],
  ['usd-credits', 'runway/gen4_image', { resolution: '720p' }, 9, '0.05'],
  ['usd-credits', 'runway/gen4_image', { resolution: '1080p' }, 9, '0.08'],
  ['usd-credits', 'runway/gen4_image_turbo', { reference_images: [PICTURE] }, 9, '0.02'],
  ['usd-credits', 'runway/gemini_2.5_flash', {}, 9, '0.05'],
  ['usd-credits', 'runway/eleven_multilingual_v2', {}, 1000, '0.2'],
  ['usd-credits', 'runway/eleven_text_to_sound_v2', { length: 'short' }, 9, '0.01'],
  ['usd-credits', 'runway/eleven_text_to_sound_v2', { length: 'long' }, 9, '0.02'],
  ['usd-credits', 'runway/eleven_voice_isolation', { audio_url: RECORDING, input_duration: 60 }, 9, '0.1'],
  ['usd-credits', 'runway/eleven_voice_dubbing', { audio_url: RECORDING, input_duration: 60 }, 9, '0.3'],
  ['usd-credits', 'runway/eleven_multilingual_sts_v2', { audio_url: RECORDING, input_duration: 60 }, 9, '0.2'],
  // openai
  ['usd-credits', 'openai/gpt-image-1', { quality: 'low', size: '1024x1024' }, 9, '0.011'],
  ['usd-credits', 'openai/gpt-image-1', { quality: 'low', size: '1024x1536' }, 9, '0.016'],
  ['usd-credits', 'openai/gpt-image-1', { quality: 'medium', size: '1024x1024' }, 9, '0.042'],
  ['usd-credits', 'openai/gpt-image-1', { quality: 'medium', size: '1024x1536' }, 9, '0.063'],
  ['usd-credits', 'openai/gpt-image-1', { quality: 'high', size: '1024x1024' }, 9, '0.167'],
  ['usd-credits', 'openai/gpt-image-1', { quality: 'high', size: '1024x1536' }, 9, '0.25'],
  ['usd-credits', 'openai/gpt-image-1.5', { quality: 'low', size: '1024x1024' }, 9, '0.009'],
  ['usd-credits', 'openai/gpt-image-1.5', { quality: 'low', size: '1024x1536' }, 9, '0.013'],
  ['usd-credits', 'openai/gpt-image-1.5', { quality: 'medium', size: '1024x1024' }, 9, '0.034'],
  ['usd-credits', 'openai/gpt-image-1.5', { quality: 'medium', size: '1024x1536' }, 9, '0.05'],
  ['usd-credits', 'openai/gpt-image-1.5', { quality: 'high', size: '1024x1024' }, 9, '0.133'],
  ['usd-credits', 'openai/gpt-image-1.5', { quality: 'high', size: '1024x1536' }, 9, '0.2'],
  ['usd-credits', 'openai/gpt-image-2', { quality: 'low', size: '1024x1024' }, 9, '0.006'],
  ['usd-credits', 'openai/gpt-image-2', { quality: 'low', size: '1024x1536' }, 9, '0.005'],
  ['usd-credits', 'openai/gpt-image-2', { quality: 'medium', size: '1024x1024' }, 9, '0.053'],
  ['usd-credits', 'openai/gpt-image-2', { quality: 'medium', size: '1024x1536' }, 9, '0.041'],
  ['usd-credits', 'openai/gpt-image-2', { quality: 'high', size: '1024x1024' }, 9, '0.211'],
  ['usd-credits', 'openai/gpt-image-2', { quality: 'high', size: '1024x1536' }, 9, '0.165'],
  ['usd-credits', 'openai/dall-e-3', { quality: 'standard', size: '1024x1024' }, 9, '0.04'],
  ['usd-credits', 'openai/dall-e-3', { quality: 'standard', size: '1024x1792' }, 9, '0.08'],
  ['usd-credits', 'openai/dall-e-3', { quality: 'hd', size: '1024x1024' }, 9, '0.08'],
  ['usd-credits', 'openai/dall-e-3', { quality: 'hd', size: '1024x1792' }, 9, '0.12'],
  ['usd-credits', 'openai/dall-e-2', { size: '256x256' }, 9, '0.016'],
  ['usd-credits', 'openai/dall-e-2', { size: '512x512' }, 9, '0.018'],
  ['usd-credits', 'openai/dall-e-2', { size: '1024x1024' }, 9, '0.02'],
  ['usd-credits', 'openai/sora-2', { duration: 4 }, 9, '0.4'],
  ['usd-credits', 'openai/sora-2-pro', { size: '1280x720', duration: 4 }, 9, '1.2'],
  ['usd-credits', 'openai/sora-2-pro', { size: '1792x1024', duration: 4 }, 9, '2'],
  ['usd-credits', 'openai/tts-1', {}, 1000, '0.015'],
  ['usd-credits', 'openai/tts-1-hd', {}, 1000, '0.03'],
  ['usd-credits', 'openai/whisper-1', { audio_url: RECORDING, input_duration: 60 }, 9, '0.006'],
  ['usd-credits', 'openai/gpt-4o-transcribe', { audio_url: RECORDING, input_duration: 60 }, 9, '0.006'],
  ['usd-credits', 'openai/gpt-4o-mini-transcribe', { audio_url: RECORDING, input_duration: 60 }, 9, '0.003'],
  // google
  ['usd-credits', 'google/imagen-4.0-generate-001', {}, 9, '0.04'],
  ['usd-credits', 'google/imagen-4.0-fast-generate-001', {}, 9, '0.02'],
  ['usd-credits', 'google/imagen-4.0-ultra-generate-001', {}, 9, '0.06'],
  ['usd-credits', 'google/veo-3.1-generate-preview', { resolution: '720p', duration: 8 }, 9, '3.2'],
  ['usd-credits', 'google/veo-3.1-generate-preview', { resolution: '1080p', duration: 8 }, 9, '3.2'],
  ['usd-credits', 'google/veo-3.1-generate-preview', { resolution: '4k', duration: 8 }, 9, '4.8'],
  ['usd-credits', 'google/veo-3.1-fast-generate-preview', { resolution: '720p', duration: 8 }, 9, '0.8'],
  ['usd-credits', 'google/veo-3.1-fast-generate-preview', { resolution: '1080p', duration: 8 }, 9, '0.96'],
  ['usd-credits', 'google/veo-3.1-fast-generate-preview', { resolution: '4k', duration: 8 }, 9, '2.4'],
  ['usd-credits', 'google/veo-3.1-lite-generate-preview', { resolution: '720p', duration: 8 }, 9, '0.4'],
  ['usd-credits', 'google/veo-3.1-lite-generate-preview', { resolution: '1080p', duration: 8 }, 9, '0.64'],
  ['usd-credits', 'google/veo-3.0-generate-001', { duration: 8 }, 9, '3.2'],
  ['usd-credits', 'google/veo-3.0-fast-generate-001', { duration: 8 }, 9, '1.2'],
  ['usd-credits', 'google/veo-2.0-generate-001', { duration: 8 }, 9, '2.8'],
  // byteplus
  ['usd-credits', 'byteplus/seedream-5-0-lite', {}, 9, '0.035'],
  ['usd-credits', 'byteplus/seedream-4-5', {}, 9, '0.04'],
  ['usd-credits', 'byteplus/seedream-4-0', {}, 9, '0.03'],
  ['usd-credits', 'byteplus/seededit-3-0-i2i', { image_url: PICTURE }, 9, '0.03'],
  // stability-ai
  ['usd-credits', 'stability/ultra', {}, 9, '0.08'],
  ['usd-credits', 'stability/core', {}, 9, '0.03'],
  ['usd-credits', 'stability/sd3.5-large', {}, 9, '0.065'],
  ['usd-credits', 'stability/sd3.5-medium', {}, 9, '0.035'],
  // fal-ai
  ['usd-credits', 'fal-ai/flux-2-pro', { width: 1024, height: 1024 }, 9, '0.031458'],
  ['usd-credits', 'fal-ai/seedream-v4', {}, 9, '0.03'],
  ['usd-credits', 'fal-ai/qwen-image', {}, 9, '0.02'],
  ['usd-credits', 'fal-ai/nano-banana-2', {}, 9, '0.0398'],
  ['usd-credits', 'fal-ai/ideogram/v2', {}, 9, '0.08'],
  ['usd-credits', 'fal-ai/hidream-i1-full', {}, 9, '0.05'],
  // fal.ai
  ['usd-credits', 'fal-ai/flux-1/dev', { width: 1024, height: 1024 }, 9, '0.026215'],
  ['usd-credits', 'fal-ai/flux-1/schnell', { width: 1024, height: 1024 }, 9, '0.003146'],
  ['usd-credits', 'fal-ai/flux-pro/kontext', { image_url: PICTURE }, 9, '0.04'],
  ['usd-credits', 'fal-ai/flux-pro/kontext/max', { image_url: PICTURE }, 9, '0.08'],
  ['usd-credits', 'fal-ai/flux-pro/v1.1', {}, 9, '0.04'],
  ['usd-credits', 'fal-ai/flux-pro/v1.1-ultra', {}, 9, '0.06'],
  ['usd-credits', 'fal-ai/flux-pro/v1.1-ultra-finetuned', {}, 9, '0.07'],
  ['usd-credits', 'fal-ai/kling-video/v1.6/standard/image-to-video', { image_url: PICTURE, duration: 5 }, 9, '0.225'],
  ['usd-credits', 'fal-ai/kling-video/v1.6/pro/image-to-video', { image_url: PICTURE, duration: 5 }, 9, '0.475'],
  ['usd-credits', 'fal-ai/kling-video/v2.1/master/text-to-video', { duration: 5 }, 9, '1.4'],
  ['usd-credits', 'fal-ai/kling-video/v2.1/pro/image-to-video', { image_url: PICTURE, duration: 5 }, 9, '0.45'],
  ['usd-credits', 'fal-ai/kling-video/v2.1/standard/image-to-video', { image_url: PICTURE, duration: 5 }, 9, '0.25'],
  ['usd-credits', 'fal-ai/minimax/hailuo-02/pro/text-to-video', { duration: 6 }, 9, '0.48'],
  ['usd-credits', 'fal-ai/kling-video/v3/pro/image-to-video', { image_url: PICTURE, duration: 5 }, 9, '1.12'],
  ['usd-credits', 'fal-ai/veo3', { audio: false, duration: 8 }, 9, '1.6'],
  ['usd-credits', 'fal-ai/veo3', { audio: true, duration: 8 }, 9, '3.2'],
  ['usd-credits', 'fal-ai/ltx-2/text-to-video/fast', { duration: 6 }, 9, '0.24'],
  ['usd-credits', 'fal-ai/bria/background/remove', { image_url: PICTURE }, 9, '0.018'],
  ['usd-credits', 'openai/gpt-image-2@fal', { quality: 'high', size: '1024x1024' }, 9, '0.211'],
  // Replicate
  ['usd-credits', 'replicate/black-forest-labs/flux-schnell', {}, 9, '0.003'],
  ['usd-credits', 'replicate/black-forest-labs/flux-dev', {}, 9, '0.025'],
  ['usd-credits', 'replicate/black-forest-labs/flux-1.1-pro', {}, 9, '0.04'],
  ['usd-credits', 'replicate/black-forest-labs/flux-1.1-pro-ultra', {}, 9, '0.06'],
  ['usd-credits', 'replicate/black-forest-labs/flux-kontext-max', { image_url: PICTURE }, 9, '0.08'],
  ['usd-credits', 'replicate/minimax/video-01', {}, 9, '0.5'],
  ['usd-credits', 'replicate/recraft-ai/recraft-v3', {}, 9, '0.04'],
  ['usd-credits', 'replicate/recraft-ai/recraft-v3-svg', {}, 9, '0.08'],
  ['usd-credits', 'replicate/ideogram-ai/ideogram-v2-turbo', {}, 9, '0.05'],
  // Black Forest Labs
  ['usd-credits', 'bfl/flux.2-klein-9b', {}, 9, '0.015'],
  ['usd-credits', 'bfl/flux.2-pro', { mode: 'generate' }, 9, '0.03'],
  ['usd-credits', 'bfl/flux.2-pro', { mode: 'edit' }, 9, '0.045'],
  ['usd-credits', 'bfl/flux.2-flex', {}, 9, '0.05'],
  ['usd-credits', 'bfl/flux.2-max', {}, 9, '0.07'],
  ['usd-credits', 'bfl/flux.1-kontext-pro', { image_url: PICTURE }, 9, '0.04'],
  ['usd-credits', 'bfl/flux.1-kontext-max', { image_url: PICTURE }, 9, '0.08'],
  // ElevenLabs
  ['usd-credits', 'elevenlabs/flash-turbo', {}, 1000, '0.05'],
  ['usd-credits', 'elevenlabs/multilingual-v2-v3', {}, 1000, '0.1'],
  ['usd-credits', 'elevenlabs/scribe', { audio_url: RECORDING, input_duration: 3600 }, 9, '0.22'],
  ['usd-credits', 'elevenlabs/scribe-v2-realtime', { audio_url: RECORDING, input_duration: 3600 }, 9, '0.39'],
  ['usd-credits', 'elevenlabs/agents', { input_duration: 60 }, 9, '0.08'],
  ['usd-credits', 'elevenlabs/music', { duration: 60 }, 9, '0.3'],
  ['usd-credits', 'elevenlabs/voice-changer', { audio_url: RECORDING, input_duration: 60 }, 9, '0.12'],
  ['usd-credits', 'elevenlabs/voice-isolator', { audio_url: RECORDING, input_duration: 60 }, 9, '0.12'],
  ['usd-credits', 'elevenlabs/sound-effects', {}, 9, '0.12'],
  ['usd-credits', 'elevenlabs/dubbing-v1', { audio_url: RECORDING, input_duration: 60 }, 9, '0.33'],
  // Krea
  ['usd-credits', 'krea/kling-3.0', { audio: false, mode: 'std', duration: 5 }, 9, '0.882'],
  ['usd-credits', 'krea/kling-3.0', { audio: false, mode: 'pro', duration: 5 }, 9, '1.176'],
  ['usd-credits', 'krea/kling-3.0', { audio: true, mode: 'std', duration: 5 }, 9, '1.323'],
  ['usd-credits', 'krea/kling-3.0', { audio: true, mode: 'pro', duration: 5 }, 9, '1.764'],
  ['usd-credits', 'krea/kling-3.0', { audio: false, mode: '4k', duration: 5 }, 9, '2.205'],
  ['usd-credits', 'krea/kling-3.0', { audio: true, mode: '4k', duration: 5 }, 9, '2.205'],
  // Kling
  ['usd-credits', 'kling/resource-pack-credit', { credits: 1 }, 9, '0.14'],
  // WaveSpeed
  ['usd-credits', 'pixverse/pixverse-v5.5/image-to-video', { image_url: PICTURE, duration: 5, audio: true }, 9, '0.45'],
  ['usd-credits', 'bytedance/seedream-v4.5', {}, 9, '0.04'],
  ['usd-credits', 'bytedance/seedream-v3', {}, 9, '0.02'],
  // PiAPI
  ['usd-credits', 'seedance-2', { duration: 5 }, 9, '0.5'],
  ['usd-credits', 'seedance-2-fast', { duration: 5 }, 9, '0.4'],
  // MiniMax
  ['usd-credits', 'minimax/image-01', {}, 9, '0.03'],
  ['usd-credits', 'minimax/hailuo-2.3', { resolution: '768p', duration: 6 }, 9, '0.25'],
  ['usd-credits', 'minimax/hailuo-2.3', { resolution: '768p', duration: 10 }, 9, '0.52'],
  ['usd-credits', 'minimax/speech-2.8-hd', {}, 1000, '0.05'],
  // Higgsfield
  ['usd-credits', 'higgsfield/soul', {}, 9, '0.0125'],
  ['usd-credits', 'higgsfield/gpt-image', { quality: 'low' }, 9, '0.05'],
  ['usd-credits', 'higgsfield/gpt-image', { quality: 'medium' }, 9, '0.1'],
  ['usd-credits', 'higgsfield/gpt-image', { quality: 'high' }, 9, '0.25'],
  ['usd-credits', 'higgsfield/flux-kontext-max', {}, 9, '0.075'],
  ['usd-credits', 'higgsfield/voice-sound', {}, 9, '0.05'],
];

/** Formulas: several meters in a call, tokens from sizes and lengths, a first megapixel and further ones. */
export const FORMULA_LIST: readonly PricedRequest[] = [
  // 75 text tokens at 0.60 and 20 s x 1250 / 60 audio tokens at 12 per million.
  ['usd-credits', 'openai/gpt-4o-mini-tts', {}, 300, '0.005045'],
  // 75 text tokens at 0.50, rounded up, and 20 s x 32 audio tokens at 10 per million.
  ['usd-credits', 'google/gemini-2.5-flash-preview-tts', {}, 300, '0.006438'],
  // 100 text tokens and 1290, 1120 and 1120 image tokens; 560 further text tokens for each reference image.
  ['usd-credits', 'google/gemini-2.5-flash-image', {}, 400, '0.03873'],
  ['usd-credits', 'google/gemini-3-pro-image', {}, 400, '0.1346'],
  ['usd-credits', 'google/gemini-3-pro-image', { reference_images: [PICTURE, PICTURE] }, 400, '0.13684'],
  ['usd-credits', 'google/gemini-3.1-flash-image', {}, 400, '0.06725'],
  // 1280 x 720 x 24 x 5 / 1024 = 108000 tokens at 2.4, 1.2 and 2.5 per million.
  ['usd-credits', 'byteplus/seedance-1-5-pro', { resolution: '720p', duration: 5, fps: 24, audio: true }, 9, '0.2592'],
  ['usd-credits', 'byteplus/seedance-1-5-pro', { resolution: '720p', duration: 5, fps: 24, audio: false }, 9, '0.1296'],
  ['usd-credits', 'byteplus/seedance-1-0-pro', { resolution: '720p', duration: 5, fps: 24 }, 9, '0.27'],
  // The same 21600 tokens of a second; 1920 x 1080 makes 48600 of them, 854 x 480 makes 9607.5.
  ['usd-credits', 'bytedance/seedance-1-pro', { duration: 5, resolution: '720p' }, 9, '0.27'],
  ['usd-credits', 'bytedance/seedance-1-pro', { duration: 8, resolution: '1080p' }, 9, '0.972'],
  ['usd-credits', 'bytedance/seedance-1-pro', { duration: 10, resolution: '480p' }, 9, '0.2402'],
  ['usd-credits', 'bytedance/seedance-1.5-pro', { duration: 5, audio: true }, 9, '0.2592'],
  ['usd-credits', 'bytedance/seedance-1.5-pro', { duration: 5, audio: false }, 9, '0.1296'],
  ['usd-credits', 'bytedance/seedance-1.5-pro', { duration: 5, resolution: '1080p', audio: true }, 9, '0.5832'],
  // One megapixel of 1024 x 1024, and three further ones at 0.001.
  ['usd-credits', 'bfl/flux.2-klein-4b', { width: 1024, height: 1024 }, 9, '0.014'],
  ['usd-credits', 'bfl/flux.2-klein-4b', { width: 2048, height: 2048 }, 9, '0.017'],
];

/** A model that the same list prices otherwise at another platform. */
export const PLATFORM_LIST: readonly PricedRequest[] = [
  ['usd-credits', 'google/veo-3.0-generate-001@vertex', { duration: 8 }, 9, '1.6'],
  ['usd-credits', 'google/veo-3.0-fast-generate-001@vertex', { duration: 8 }, 9, '0.8'],
  ['usd-credits', 'google/veo-2.0-generate-001@vertex', { duration: 8 }, 9, '4'],
];

/** Named in the sources without a number. */
export const UNPRICED: readonly (readonly [StorefrontName, string])[] = [['style-tokens', 'vyro/style/sdxl-1.0']];
