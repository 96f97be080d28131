// Draws a scene as SVG, at any size and at any moment of its short life.
import type { PictureSize } from './choose-size.ts';
import type { Place, Ridge, Scene } from './imagine-scene.ts';
import { type Markup, svg } from './svg-markup.ts';
import { wrapText } from './wrap-text.ts';

export interface Picture {
  readonly scene: Scene;
  readonly size: PictureSize;
  /** From 0 to 1: clouds, light and balloon move with it, and are back at the start at 1. */
  readonly moment: number;
  /** The prompt, and a small line below it. */
  readonly caption: { readonly text: string; readonly footnote: string };
}

const STEPS = 48;

export function drawScene({ scene, size, moment, caption }: Picture): string {
  const { width, height } = size;
  const sky = scene.sky.map((colour, index) => svg`<stop offset="${index / 2}" stop-color="${colour}"/>`);
  const drawn = svg`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
<defs>
<linearGradient id="sky" x1="0" y1="0" x2="0" y2="1">${sky}</linearGradient>
<radialGradient id="glow"><stop offset="0.3" stop-color="${scene.light}" stop-opacity="0.55"/><stop offset="1" stop-color="${scene.light}" stop-opacity="0"/></radialGradient>
</defs>
<rect width="${width}" height="${height}" fill="url(#sky)"/>
${scene.stars.map((star) => drawStar(star, size))}
${drawDisc(scene, size, moment)}
${scene.clouds.map((cloud) => drawCloud(cloud, size, moment))}
${drawBalloon(scene, size, moment)}
${scene.ridges.map((ridge, index) => drawRidge({ ridge, colour: scene.land[index] ?? '#222', size, shift: scene.sea ? moment : 0 }))}
${scene.sea ? drawBoat(scene, size, moment) : scene.trees.map((tree) => drawTree(tree, scene, size))}
${drawCaption(caption, size)}
</svg>`;
  return drawn.markup;
}

function drawStar({ x, y, size: radius }: Place, { width, height }: PictureSize): Markup {
  return svg`<circle cx="${x * width}" cy="${y * height}" r="${radius * Math.min(width, height)}" fill="#ffffff" fill-opacity="0.85"/>`;
}

/** The sun, or the moon, with a face. */
function drawDisc({ disc, light, night }: Scene, { width, height }: PictureSize, moment: number): Markup {
  const radius = disc.size * Math.min(width, height);
  const x = disc.x * width;
  const y = disc.y * height + Math.sin(moment * 2 * Math.PI) * radius * 0.25;
  const ink = night ? '#6b6a86' : '#d9905b';
  return svg`<circle cx="${x}" cy="${y}" r="${radius * 2.6}" fill="url(#glow)"/>
<circle cx="${x}" cy="${y}" r="${radius}" fill="${light}"/>
<circle cx="${x - radius * 0.33}" cy="${y - radius * 0.15}" r="${radius * 0.08}" fill="${ink}"/>
<circle cx="${x + radius * 0.33}" cy="${y - radius * 0.15}" r="${radius * 0.08}" fill="${ink}"/>
<path d="M${x - radius * 0.4} ${y + radius * 0.2} Q${x} ${y + radius * 0.65} ${x + radius * 0.4} ${y + radius * 0.2}" fill="none" stroke="${ink}" stroke-width="${radius * 0.09}" stroke-linecap="round"/>`;
}

function drawCloud({ x, y, size }: Place, picture: PictureSize, moment: number): Markup {
  const radius = size * Math.min(picture.width, picture.height);
  const left = (x + 0.04 * Math.sin((moment + x) * 2 * Math.PI)) * picture.width;
  const top = y * picture.height;
  return svg`<g fill="#ffffff" opacity="0.62"><ellipse cx="${left}" cy="${top}" rx="${radius * 1.9}" ry="${radius * 0.55}"/>
<circle cx="${left - radius * 0.6}" cy="${top - radius * 0.35}" r="${radius * 0.6}"/><circle cx="${left + radius * 0.35}" cy="${top - radius * 0.5}" r="${radius * 0.8}"/></g>`;
}

function drawBalloon({ balloon }: Scene, { width, height }: PictureSize, moment: number): Markup {
  const radius = balloon.size * Math.min(width, height);
  const x = balloon.x * width + Math.sin(moment * 2 * Math.PI) * radius * 0.8;
  const y = balloon.y * height - Math.cos(moment * 2 * Math.PI) * radius * 0.4;
  return svg`<path d="M${x - radius * 0.75} ${y + radius * 0.65} L${x - radius * 0.2} ${y + radius * 1.7} M${x + radius * 0.75} ${y + radius * 0.65} L${x + radius * 0.2} ${y + radius * 1.7}" stroke="#5a4632" stroke-width="${radius * 0.05}"/>
<circle cx="${x}" cy="${y}" r="${radius}" fill="${balloon.colour}"/>
<ellipse cx="${x}" cy="${y}" rx="${radius * 0.55}" ry="${radius}" fill="#ffffff" fill-opacity="0.35"/>
<ellipse cx="${x}" cy="${y}" rx="${radius * 0.18}" ry="${radius}" fill="${balloon.colour}"/>
<rect x="${x - radius * 0.24}" y="${y + radius * 1.6}" width="${radius * 0.48}" height="${radius * 0.36}" rx="${radius * 0.07}" fill="#7a5c3a"/>`;
}

interface DrawnRidge {
  readonly ridge: Ridge;
  readonly colour: string;
  readonly size: PictureSize;
  readonly shift: number;
}

function drawRidge({ ridge, colour, size: { width, height }, shift }: DrawnRidge): Markup {
  const points = Array.from({ length: STEPS + 1 }, (_, step) => {
    const x = step / STEPS;
    return svg` L${x * width} ${ridgeHeight(ridge, x, shift) * height}`;
  });
  return svg`<path d="M0 ${height}${points} L${width} ${height} Z" fill="${colour}"/>`;
}

function ridgeHeight({ height, waves }: Ridge, x: number, shift: number): number {
  const offset = shift * 2 * Math.PI;
  return waves.reduce(
    (y, wave) => y + wave.depth * Math.sin(x * wave.length * 2 * Math.PI + wave.phase + offset),
    height,
  );
}

/** Sails on the second wave, below the balloon, and goes up and down with it. */
function drawBoat({ ridges, balloon }: Scene, { width, height }: PictureSize, moment: number): Markup {
  const wave = ridges[1];
  if (wave === undefined) return svg``;
  const half = balloon.size * Math.min(width, height) * 1.1;
  const x = balloon.x * width;
  const water = ridgeHeight(wave, balloon.x, moment) * height + half * 0.2;
  return svg`<path d="M${x - half * 0.05} ${water - half * 0.3} V${water - half * 2} L${x + half * 0.85} ${water - half * 0.42} Z" fill="#ffffff"/>
<path d="M${x - half * 0.15} ${water - half * 0.42} V${water - half * 1.7} L${x - half * 0.75} ${water - half * 0.42} Z" fill="${balloon.colour}"/>
<path d="M${x - half} ${water - half * 0.3} H${x + half} L${x + half * 0.65} ${water + half * 0.15} H${x - half * 0.65} Z" fill="#7a4a33"/>`;
}

/** Stands on the third ridge. */
function drawTree(tree: Place, { ridges, land }: Scene, { width, height }: PictureSize): Markup {
  const ridge = ridges[2];
  if (ridge === undefined) return svg``;
  const tall = tree.size * Math.min(width, height) * 1.5;
  const x = tree.x * width;
  const foot = (ridgeHeight(ridge, tree.x, 0) + 0.012) * height;
  const tier = (bottom: number, top: number, half: number): Markup =>
    svg`<path d="M${x - tall * half} ${foot - tall * bottom} L${x} ${foot - tall * top} L${x + tall * half} ${foot - tall * bottom} Z"/>`;
  return svg`<g fill="${land[3]}">${[tier(0.12, 0.6, 0.24), tier(0.35, 0.82, 0.19), tier(0.58, 1, 0.14)]}<rect x="${x - tall * 0.03}" y="${foot - tall * 0.13}" width="${tall * 0.06}" height="${tall * 0.13}"/></g>`;
}

/** A small picture has no room for words. */
const MIN_CAPTION_PIXELS = 128;

function drawCaption({ text, footnote }: Picture['caption'], { width, height }: PictureSize): Markup {
  if (width < MIN_CAPTION_PIXELS || height < MIN_CAPTION_PIXELS) return svg``;
  const font = Math.max(9, Math.min(width, height) / 24);
  const margin = font * 1.2;
  const lines = wrapText(text, (width - 2 * margin) / (font * 0.56), 3);
  const top = height - margin - (lines.length - 1) * font * 1.25 - font * 1.1;
  const rows = lines.map((line, row) => svg`<text x="${margin}" y="${top + row * font * 1.25}">${line}</text>`);
  return svg`<rect y="${top - font * 1.6}" width="${width}" height="${height - top + font * 1.6}" fill="#000000" fill-opacity="0.32"/>
<g font-family="DejaVu Sans, Noto Sans, Helvetica, Arial, sans-serif" fill="#ffffff" font-size="${font}">${rows}
<text x="${margin}" y="${height - margin * 0.6}" font-size="${font * 0.6}" fill-opacity="0.75">${footnote}</text></g>`;
}
