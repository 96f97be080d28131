// The room's door: pages that need no script.
export { html, type Markup, NOTHING, together } from './markup.ts';
export { type Page, renderPage, type WebRequest, type WebResponse } from './page.ts';
