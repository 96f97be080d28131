// A secret, shown once.
import { useState } from 'react';
import { Button } from '../../look/button.tsx';
import { Notice } from '../../look/notice.tsx';

export function Secret({ secret, what }: { readonly secret: string; readonly what: string }) {
  const [isCopied, setCopied] = useState(false);
  return (
    <Notice tone="good" announced>
      <div className="stack-tight">
        <p>This is the secret of {what}. It is shown once, now: keep it where secrets are kept.</p>
        <code className="secret">{secret}</code>
        <div>
          <Button
            small
            // What had the focus may be gone.
            autoFocus
            onPress={() => {
              void navigator.clipboard.writeText(secret).then(() => {
                setCopied(true);
              });
            }}
          >
            {isCopied ? 'Copied' : 'Copy'}
          </Button>
        </div>
      </div>
    </Notice>
  );
}
