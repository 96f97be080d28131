import { useTell } from '../../data/ask.ts';
import { refusalsOf } from '../../data/refusals.ts';
import { Refusals } from '../../data/states.tsx';
import { Button } from '../../look/button.tsx';
import { Card } from '../../look/card.tsx';
import { Moment } from '../../look/moment.tsx';
import { Secret } from '../keys/secret.tsx';
import { ROTATE_SECRET } from './documents.ts';

export function RotateSecret() {
  const rotate = useTell(ROTATE_SECRET);
  const done = rotate.data?.rotateWebhookSecret;
  return (
    <Card title="Signing secret">
      <p>Everything that is sent is signed with the account's secret. After a rotation both sign for a while.</p>
      <Refusals errors={refusalsOf(rotate.error, done?.userErrors)} />
      {done?.secret == null ? (
        <div>
          <Button
            isPending={rotate.isPending}
            onPress={() => {
              rotate.mutate({ input: {} });
            }}
          >
            Rotate the secret
          </Button>
        </div>
      ) : (
        <>
          <Secret secret={done.secret} what="your webhooks" />
          <p>
            The old one signs until <Moment at={done.previousValidUntil} />.
          </p>
        </>
      )}
    </Card>
  );
}
