// Publishes what was rehearsed.
import { useGateway } from '../../../data/gateway.tsx';
import { Moment } from '../../../look/moment.tsx';
import { ActDialog, type ActField } from '../act.tsx';
import { PUBLISH } from './documents.ts';

export interface PublishDialogProps {
  readonly document: string;
  readonly version: string;
  /** Why it is published with force only; empty: none is needed. */
  readonly forceReasons: readonly string[];
  onClose(): void;
}

const NOT_FORCED = 'NOT_FORCED';
const FORCED = 'FORCED';

const WHEN: ActField = {
  name: 'effectiveAt',
  label: 'In force from',
  help: 'Such as 2027-01-31T00:00:00Z; empty: at once',
};
const FORCE: ActField = {
  name: 'force',
  label: 'Prices that differ more than ten times',
  initial: NOT_FORCED,
  options: [
    { id: NOT_FORCED, label: 'Refuse them' },
    { id: FORCED, label: 'Publish them all the same' },
  ],
};

export function PublishDialog({ document, version, forceReasons, onClose }: PublishDialogProps) {
  const gateway = useGateway();
  return (
    <ActDialog
      title="Publish this price book"
      fields={forceReasons.length === 0 ? [WHEN] : [WHEN, FORCE]}
      submitLabel="Publish"
      isDangerous
      onClose={onClose}
      act={async ({ reason, valueOf }) => {
        const at = valueOf('effectiveAt');
        const moment = at === '' ? {} : { effectiveAt: at };
        const input = { document, reason, force: valueOf('force') === FORCED, ...moment };
        // The same content is never published twice.
        const { publishPriceBook } = await gateway.request(PUBLISH, { input }, { isRepeatable: true });
        const { priceBook, replayed, userErrors } = publishPriceBook;
        const done = (
          <>
            {replayed ? 'It was published already' : 'Published'}, as number {priceBook?.number}: in force from{' '}
            <Moment at={priceBook?.effectiveAt} />.
          </>
        );
        return { userErrors, done };
      }}
    >
      <code>{version}</code>
    </ActDialog>
  );
}
