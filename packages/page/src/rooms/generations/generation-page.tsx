import { useParams } from 'react-router';
import { Shown } from '../../data/states.tsx';
import { LinkButton } from '../../look/button.tsx';
import { Card } from '../../look/card.tsx';
import { PageHeading } from '../../look/heading.tsx';
import { Notice } from '../../look/notice.tsx';
import { GenerationFacts, GenerationView } from './generation-view.tsx';
import { useLiveGeneration } from './use-generation.ts';

export function GenerationPage() {
  const { id = '' } = useParams();
  const asked = useLiveGeneration(id);
  return (
    <div className="stack">
      <PageHeading title="Generation" action={<LinkButton to="/generations">All generations</LinkButton>} />
      {asked.isMissing ? (
        <Notice tone="warn">There is no generation of this id in your account.</Notice>
      ) : (
        <Shown asked={asked}>
          {(generation) => (
            <div className="split">
              <Card title="What came of it">
                <GenerationView generation={generation} />
              </Card>
              <Card title="Facts">
                <GenerationFacts generation={generation} />
              </Card>
            </div>
          )}
        </Shown>
      )}
    </div>
  );
}
