// A secret, shown once.
import { useState } from 'react';
import { Button } from '../../look/button.tsx';
import { Notice } from '../../look/notice.tsx';

interface SecretProps {
  readonly secret: string;
  readonly what: string;
}

export function Secret(props: SecretProps) {
  return (
    <Notice tone="good" announced>
      <SecretOf {...props} />
    </Notice>
  );
}

/** For where a notice stands around it already. */
export function SecretOf({ secret, what }: SecretProps) {
  const [isCopied, setCopied] = useState(false);
  return (
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
  );
}
