// One self-contained page: a card in the middle, its style inside, nothing loaded from anywhere.
import { hash } from 'node:crypto';
import { html, type Markup, NOTHING } from './markup.ts';
import type { WebResponse } from './web.ts';

/** The colours and shapes of the gateway's page (packages/page/src/look/tokens.css). */
const STYLE = `
:root { color-scheme: light dark; --ink: light-dark(#16202b, #e8edf2); --soft: light-dark(#4d5a68, #a9b5c2);
  --paper: light-dark(#f6f7f9, #0f1216); --card: light-dark(#ffffff, #171b21); --line: light-dark(#d9dee5, #2c343f);
  --edge: light-dark(#7b8794, #76828f); --accent: light-dark(#0b5d52, #5fd0bd); --accent-ink: light-dark(#ffffff, #06221e);
  --note: light-dark(#fdf1dc, #33260f); --note-ink: light-dark(#7a4a00, #f0b95a); --bad: light-dark(#fdeaec, #3a181c);
  --bad-ink: light-dark(#a3202c, #ff9a9f); }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1rem; background: var(--paper);
  color: var(--ink); font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
main { width: 100%; max-width: 26rem; background: var(--card); border: 1px solid var(--line); border-radius: .625rem;
  padding: 1.75rem; }
h1 { margin: 0 0 .25rem; font-size: 1.25rem; line-height: 1.3; overflow-wrap: anywhere; }
p { margin: 0; overflow-wrap: anywhere; }
.soft { color: var(--soft); }
.note, .bad { padding: .625rem .875rem; border-radius: .5rem; margin-bottom: 1.25rem; font-size: .9375rem; }
.note { background: var(--note); color: var(--note-ink); }
.bad { background: var(--bad); color: var(--bad-ink); }
.price { margin: 1.25rem 0; padding-top: 1.25rem; border-top: 1px solid var(--line); font-size: 2rem; font-weight: 650;
  line-height: 1.2; font-variant-numeric: tabular-nums; }
form { margin: .75rem 0 0; }
button { width: 100%; min-height: 3rem; padding: .625rem 1rem; border-radius: .375rem; border: 1px solid var(--edge);
  background: transparent; color: var(--ink); font: inherit; font-weight: 600; cursor: pointer; }
button.main { background: var(--accent); border-color: var(--accent); color: var(--accent-ink); }
button.plain { border-color: transparent; color: var(--soft); text-decoration: underline; }
button:hover { filter: brightness(.96); }
button:focus-visible, a:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
label { display: block; margin-bottom: .25rem; font-size: .9375rem; color: var(--soft); }
input, select { width: 100%; min-height: 2.75rem; padding: .5rem .75rem; margin-bottom: .75rem; border-radius: .375rem;
  border: 1px solid var(--edge); background: var(--card); color: var(--ink); font: inherit; }
input:focus-visible, select:focus-visible, summary:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
h2 { margin: 1.5rem 0 .25rem; font-size: 1rem; }
details { margin-top: 1.25rem; font-size: .875rem; color: var(--soft); }
summary { cursor: pointer; }
ul { margin: .5rem 0 0; padding-left: 1.25rem; overflow-wrap: anywhere; }
a { color: var(--accent); }
.back { margin-top: 1.25rem; }
`;

const STYLE_HASH = hash('sha256', STYLE, 'base64');
const STYLE_TAG: Markup = { markup: `<style>${STYLE}</style>` };

export interface Page {
  readonly title: string;
  readonly content: Markup;
  readonly status?: number;
  /** Loads itself again after so long. */
  readonly refreshSeconds?: number;
  /** Origins that a form of this page may lead to in the end; its own is always allowed. */
  readonly formTargets?: readonly string[];
}

export function renderPage({ title, content, status = 200, formTargets = [], refreshSeconds }: Page): WebResponse {
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
<main>
${content}
</main>
</body>
</html>
`;
  return {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': policy(formTargets),
      // With none at all, browsers would send these pages' forms as those of an unknown origin.
      'referrer-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
    },
    body: page.markup,
  };
}

/** Browsers hold a form's redirects against form-action too, so the shop's origins are named. */
function policy(formTargets: readonly string[]): string {
  const forms = ["'self'", ...new Set(formTargets)].join(' ');
  return [
    "default-src 'none'",
    `style-src 'sha256-${STYLE_HASH}'`,
    'img-src data:',
    `form-action ${forms}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
