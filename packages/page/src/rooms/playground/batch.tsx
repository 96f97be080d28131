// Several requests with one total, started together.
import { useAsk } from '../../data/ask.ts';
import { Shown } from '../../data/states.tsx';
import { inWords } from '../../look/badge.tsx';
import { Button } from '../../look/button.tsx';
import { Card } from '../../look/card.tsx';
import { Credits } from '../../look/credits.tsx';
import { Notice } from '../../look/notice.tsx';
import { type Column, Table } from '../../look/table.tsx';
import { ESTIMATES } from './documents.ts';
import type { Wanted } from './use-generate.ts';

export interface BatchProps {
  readonly inputs: readonly Wanted['input'][];
  readonly isPending: boolean;
  onRemove(index: number): void;
  onGenerate(wanted: readonly Wanted[]): Promise<void>;
}

interface Row {
  readonly index: number;
  readonly input: Wanted['input'];
  readonly cost: string | undefined;
}

export function Batch({ inputs, isPending, onRemove, onGenerate }: BatchProps) {
  const asked = useAsk(ESTIMATES, { inputs: [...inputs] }, { keep: true });
  const columns: readonly Column<Row>[] = [
    { name: 'Model', show: ({ input }) => <code>{input.model}</code> },
    { name: 'Prompt', show: ({ input }) => input.prompt ?? '–' },
    { name: 'How many', isNumber: true, show: ({ input }) => input.count ?? 1 },
    { name: 'Credits', isNumber: true, show: ({ cost }) => <Credits value={cost} /> },
    {
      name: 'Remove',
      show: ({ index }) => (
        <Button
          small
          aria-label={`Remove number ${index + 1}`}
          onPress={() => {
            onRemove(index);
          }}
        >
          Remove
        </Button>
      ),
    },
  ];
  return (
    <Card title="Batch">
      <Shown asked={asked}>
        {({ estimates }) => (
          <>
            <Table
              caption="The batch"
              columns={columns}
              rows={inputs.map((input, index) => ({ index, input, cost: estimates.estimates[index]?.totalCost }))}
              keyOf={({ index }) => index}
            />
            <div className="spread">
              <p>
                In all{' '}
                <strong>
                  <Credits value={estimates.totalCost} unit />
                </strong>
                {estimates.exactness === 'EXACT' ? null : (
                  <>
                    , never more than <Credits value={estimates.maxCost} />
                  </>
                )}
              </p>
              <Button
                variant="primary"
                isPending={isPending}
                isDisabled={estimates.totalCost === null || asked.isPlaceholderData}
                onPress={() =>
                  void onGenerate(
                    inputs.map((input, index) => ({ input, maxCost: estimates.estimates[index]?.maxCost })),
                  )
                }
              >
                Generate all
              </Button>
            </div>
            {estimates.blockedBy === null ? null : (
              <Notice tone="warn">
                Not all of it can be started now: {inWords(estimates.blockedBy).toLowerCase()}.
              </Notice>
            )}
          </>
        )}
      </Shown>
    </Card>
  );
}
