// A self-contained page: a card in the middle, its style inside, nothing loaded from anywhere.
import { hash } from 'node:crypto';
import { html, type Markup, NOTHING } from './markup.ts';

/** A request for one of our few web pages without a script, independent of any web framework. */
export interface WebRequest {
  readonly method: string;
  /** Path and query below the place where the handler is mounted; begins with a slash. */
  readonly path: string;
  /** Names in lower case, as Node gives them. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Buffer;
}

export interface WebResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const STYLE = `
:root { color-scheme: light dark; --ink: light-dark(#16202b, #e8edf2); --soft: light-dark(#4d5a68, #a9b5c2);
  --paper: light-dark(#f6f7f9, #0f1216); --card: light-dark(#ffffff, #171b21); --line: light-dark(#d9dee5, #2c343f);
  --edge: light-dark(#7b8794, #76828f); --accent: light-dark(#0b5d52, #5fd0bd); --accent-ink: light-dark(#ffffff, #06221e);
  --note: light-dark(#fdf1dc, #33260f); --note-ink: light-dark(#7a4a00, #f0b95a); --bad: light-dark(#fdeaec, #3a181c);
  --bad-ink: light-dark(#a3202c, #ff9a9f); }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1rem; background: var(--paper);
  color: var(--ink); font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
main { width: 100%; max-width: 26rem; background: var(--card); border: 1px solid var(--line); border-radius: 1rem;
  padding: 1.75rem; box-shadow: 0 1px 2px rgb(0 0 0 / 6%), 0 12px 32px rgb(0 0 0 / 8%); }
h1 { margin: 0 0 .25rem; font-size: 1.25rem; line-height: 1.3; overflow-wrap: anywhere; }
p { margin: 0; overflow-wrap: anywhere; }
.soft { color: var(--soft); }
.price { margin: 1.25rem 0; padding-top: 1.25rem; border-top: 1px solid var(--line); font-size: 2rem; font-weight: 650;
  line-height: 1.2; font-variant-numeric: tabular-nums; }
a { color: var(--accent); }
a:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.back { margin-top: 1.25rem; }
main.wide { max-width: 48rem; align-self: start; }
h2 { margin: 1.25rem 0 .5rem; font-size: 1rem; }
.list { margin: 1.25rem 0 0; padding: 0; list-style: none; }
.list li { padding: .75rem 0; border-top: 1px solid var(--line); overflow-wrap: anywhere; }
.list span { display: block; }
.letter { width: 100%; height: 30rem; margin-top: 1rem; border: 1px solid var(--line); border-radius: .5rem; background: #fff; }
pre { margin: 0; padding: 1rem; border: 1px solid var(--line); border-radius: .5rem; white-space: pre-wrap;
  overflow-wrap: anywhere; font: .875rem/1.5 ui-monospace, monospace; }
`;

const STYLE_HASH = hash('sha256', STYLE, 'base64');
const POLICY: readonly string[] = [
  "default-src 'none'",
  `style-src 'sha256-${STYLE_HASH}'`,
  'img-src data:',
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
];
/** What a page may show inside itself. */
const FRAMES = { NONE: [], OWN: ["frame-src 'self'"] } as const;
const STYLE_TAG: Markup = { markup: `<style>${STYLE}</style>` };

export interface Page {
  readonly title: string;
  readonly content: Markup;
  /** Loads itself again after so long. */
  readonly refreshSeconds?: number;
  /** A card when absent; wide: a list. */
  readonly width?: 'wide';
  /** OWN: pages of this gateway. */
  readonly frames?: keyof typeof FRAMES;
}

export function renderPage({ title, content, refreshSeconds, width, frames = 'NONE' }: Page): WebResponse {
  const refresh =
    refreshSeconds === undefined ? NOTHING : html`<meta http-equiv="refresh" content="${String(refreshSeconds)}">`;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
${refresh}
<title>${title}</title>
<link rel="icon" href="data:,">
${STYLE_TAG}
</head>
<body>
<main class="${width ?? 'card'}">
${content}
</main>
</body>
</html>
`;
  return {
    status: 200,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': [...POLICY, ...FRAMES[frames]].join('; '),
      'referrer-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
    },
    body: page.markup,
  };
}
