// One look for all: plain text, and HTML with its style in its tags, as mail programs want it. Nothing is loaded, nobody is tracked.
import { html, type Markup, NOTHING, together } from '../../web-pages/index.ts';
import type { Content, Setting } from './content.ts';
import { writeContent } from './write-content.ts';

export interface WrittenEmail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** Undefined: this release has no words for it. */
export function writeEmail(occasion: string, facts: unknown, setting: Setting): WrittenEmail | undefined {
  const content = writeContent(occasion, facts, setting);
  if (content === undefined) return undefined;
  const footer = footerOf(setting);
  return { subject: content.subject, text: asText(content, footer), html: asHtml(content, setting, footer) };
}

const footerOf = ({ accountName, seller, baseUrl }: Setting): string =>
  `${seller} wrote this to ${accountName}. Which e-mails it gets can be chosen at ${baseUrl}/billing.`;

function asText({ paragraphs, details = [], action }: Content, footer: string): string {
  const parts = [
    ...paragraphs,
    ...(details.length === 0 ? [] : [details.map(([label, value]) => `${label}: ${value}`).join('\n')]),
    ...(action === undefined ? [] : [`${action.label}: ${action.url}`]),
    `-- \n${footer}`,
  ];
  return `${parts.join('\n\n')}\n`;
}

function asHtml({ subject, paragraphs, details = [], action }: Content, { seller }: Setting, footer: string): string {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light">
<title>${subject}</title>
</head>
<body style="margin:0;padding:24px 12px;background:#f6f7f9;color:#16202b;font:16px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif">
<div style="max-width:520px;margin:0 auto">
<p style="margin:0 0 12px;color:#4d5a68">${seller}</p>
<main style="background:#ffffff;border:1px solid #d9dee5;border-radius:12px;padding:24px">
<h1 style="margin:0 0 12px;font-size:20px;line-height:1.3">${subject}</h1>
${together(paragraphs.map((paragraph) => html`<p style="margin:0 0 12px">${paragraph}</p>`))}
${detailTable(details)}
${action === undefined ? NOTHING : button(action)}
</main>
<p style="margin:12px 0 0;color:#4d5a68;font-size:13px">${footer}</p>
</div>
</body>
</html>
`;
  return page.markup;
}

function detailTable(details: NonNullable<Content['details']>): Markup {
  if (details.length === 0) return NOTHING;
  const rows = details.map(
    ([label, value]) =>
      html`<tr><th scope="row" style="padding:4px 16px 4px 0;text-align:left;vertical-align:top;font-weight:400;color:#4d5a68">${label}</th><td style="padding:4px 0;overflow-wrap:anywhere">${value}</td></tr>`,
  );
  return html`<table style="margin:0 0 12px;border-collapse:collapse">
${together(rows)}
</table>`;
}

const button = ({ label, url }: NonNullable<Content['action']>): Markup =>
  html`<p style="margin:16px 0 0"><a href="${url}" style="display:inline-block;padding:10px 18px;border-radius:8px;background:#0b5d52;color:#ffffff;text-decoration:none">${label}</a></p>`;
