import { useRouteError } from 'react-router';
import { Button } from '../look/button.tsx';
import { PageHeading } from '../look/heading.tsx';

/** A fault of the page itself, or a part of it that could not be loaded: the rest goes on. */
export function RoomError() {
  const error = useRouteError();
  return (
    <div className="stack" role="alert">
      <PageHeading title="This part of the page failed">
        {error instanceof Error ? error.message : 'It gave no reason.'}
      </PageHeading>
      <div>
        <Button
          onPress={() => {
            location.reload();
          }}
        >
          Load the page again
        </Button>
      </div>
    </div>
  );
}
