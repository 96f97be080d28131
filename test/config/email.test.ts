// What becomes of e-mails, as the configuration says it.
import { describe, expect, it } from '@jest/globals';
import { ConfigurationError, readConfiguration } from '../../src/config/index.ts';

function problemsOf(variables: Record<string, string>): readonly string[] {
  try {
    readConfiguration(variables);
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
}

describe('the configuration', () => {
  it('keeps e-mails on a gateway of this machine, sends them by SMTP when told so, and sends none otherwise', () => {
    expect(readConfiguration({}).email).toEqual({ kind: 'kept' });
    expect(readConfiguration({ HOST: '0.0.0.0', PAYMENTS: 'off' }).email).toEqual({ kind: 'off' });
    const smtp = { SMTP_URL: 'smtp://shop:p%40ss@mail.example.com:587', EMAIL_FROM: ' Shop <billing@shop.example> ' };
    const email = { kind: 'smtp', url: smtp.SMTP_URL, from: 'Shop <billing@shop.example>', requiresTls: true };
    expect(readConfiguration(smtp).email).toEqual(email);
    expect(readConfiguration({ ...smtp, SMTP_TLS: 'off' }).email).toEqual({ ...email, requiresTls: false });
    expect(problemsOf({ SMTP_URL: smtp.SMTP_URL })).toEqual(['EMAIL_FROM is missing: e-mails say whom they are from.']);
    expect(problemsOf({ SMTP_TLS: 'off' })).toEqual(['SMTP_URL is missing: SMTP_TLS has no use without it.']);
    for (const url of [
      'mail.example.com',
      'http://mail.example.com',
      'smtp://mail.example.com/x',
      'smtp://m?tls=off',
    ]) {
      const [problem, ...more] = problemsOf({ ...smtp, SMTP_URL: url });
      expect(problem).toMatch(/^SMTP_URL must be an address .* Given: a secret, not shown\.$/);
      expect(more).toEqual([]);
    }
    for (const from of ['Shop', 'a@b, c@d', 'A <a@b>, B <c@d>', 'Shop <billing@shop.example>\r\nBcc: <e@f>']) {
      expect(problemsOf({ ...smtp, EMAIL_FROM: from })).toHaveLength(1);
    }
  });
});
