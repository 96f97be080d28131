import { describe, expect, it } from '@jest/globals';
import { svg } from '../../../simulators/media/svg-markup.ts';

describe('an SVG template', () => {
  it('escapes every text that is put into it', () => {
    expect(svg`<text fill="${'"/><script>'}">${"<&>'"}</text>`.markup).toBe(
      '<text fill="&quot;/&gt;&lt;script&gt;">&lt;&amp;&gt;&#39;</text>',
    );
  });

  it('takes in finished markup as it is, alone or in a row', () => {
    const dot = svg`<circle r="${1 / 3}"/>`;
    expect(svg`<g>${[dot, dot]}${dot}</g>`.markup).toBe(`<g>${'<circle r="0.33"/>'.repeat(3)}</g>`);
  });

  it('drops the characters that XML forbids', () => {
    expect(svg`<t>${'a\u0000\u0008\ufffe\ud800b'}</t>`.markup).toBe('<t>a b</t>');
  });
});
