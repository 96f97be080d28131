// A self-contained page: a card in the middle, its style inside, nothing loaded from anywhere.
import { hash } from 'node:crypto';

/** A request for one of the room's few web pages, independent of any web framework. */
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

/** HTML in template literals in which every value is escaped, unless it is markup itself. */
export interface Markup {
  readonly markup: string;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeText(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

/** Values may stand in text and in quoted attributes only. */
export function html(parts: TemplateStringsArray, ...values: readonly (string | Markup)[]): Markup {
  const texts = values.map((value) => (typeof value === 'string' ? escapeText(value) : value.markup));
  return { markup: parts.map((part, index) => part + (texts[index] ?? '')).join('') };
}

const NOTHING: Markup = { markup: '' };

const STYLE = `
:root { color-scheme: light dark; --ink: #16181d; --soft: #5b6270; --paper: #f2f4f7; --card: #fff; --line: #d9dde4;
  --accent: #1f5eff; --accent-ink: #fff; --note: #fff4d6; --note-ink: #5a3f00; --bad: #fdeaea; --bad-ink: #8c1616; }
@media (prefers-color-scheme: dark) { :root { --ink: #f1f3f6; --soft: #a7afbd; --paper: #101216; --card: #1a1d23;
  --line: #343a45; --accent: #86a8ff; --accent-ink: #0b1020; --note: #3a2f10; --note-ink: #ffe3a1; --bad: #3d1717;
  --bad-ink: #ffc9c9; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1rem; background: var(--paper);
  color: var(--ink); font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
main { width: 100%; max-width: 26rem; background: var(--card); border: 1px solid var(--line); border-radius: 1rem;
  padding: 1.75rem; box-shadow: 0 1px 2px rgb(0 0 0 / 6%), 0 12px 32px rgb(0 0 0 / 8%); }
h1 { margin: 0 0 .25rem; font-size: 1.25rem; line-height: 1.3; overflow-wrap: anywhere; }
p { margin: 0; overflow-wrap: anywhere; }
.soft { color: var(--soft); }
.note, .bad { padding: .625rem .875rem; border-radius: .5rem; margin-bottom: 1.25rem; font-size: .9375rem; }
.note { background: var(--note); color: var(--note-ink); }
.bad { background: var(--bad); color: var(--bad-ink); }
.price { margin: 1.25rem 0; padding-top: 1.25rem; border-top: 1px solid var(--line); font-size: 2rem; font-weight: 650;
  line-height: 1.2; font-variant-numeric: tabular-nums; }
form { margin: .75rem 0 0; }
button { width: 100%; min-height: 3rem; padding: .625rem 1rem; border-radius: .625rem; border: 1px solid var(--line);
  background: transparent; color: var(--ink); font: inherit; font-weight: 600; cursor: pointer; }
button.main { background: var(--accent); border-color: var(--accent); color: var(--accent-ink); }
button.plain { border-color: transparent; color: var(--soft); text-decoration: underline; }
button:hover { filter: brightness(.96); }
button:focus-visible, a:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
label { display: block; margin-bottom: .25rem; font-size: .9375rem; color: var(--soft); }
input, select { width: 100%; min-height: 2.75rem; padding: .5rem .75rem; margin-bottom: .75rem; border-radius: .5rem;
  border: 1px solid var(--line); background: var(--paper); color: var(--ink); font: inherit; }
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
