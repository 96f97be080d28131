// What is about to be asked: the model, the prompt, how many, and the parameters as they stand in the fields.
import { useState } from 'react';
import { useAsk } from '../../data/ask.ts';
import type { EstimateInput } from '../../gql/graphql.ts';
import { PICKED_MODEL } from './documents.ts';
import { type ParameterTexts, parametersOf } from './parameter-fields.ts';

const MOST_OUTPUTS = 100;

export function useDraft(firstModel: string) {
  const [identifier, setIdentifier] = useState(firstModel);
  const [prompt, setPrompt] = useState('');
  const [countText, setCountText] = useState('1');
  const [texts, setTexts] = useState<ParameterTexts>({});
  const asked = useAsk(PICKED_MODEL, { identifier }, { keep: true });
  const model = asked.data?.model ?? undefined;
  const count = Number(countText);
  const isCountRight = Number.isInteger(count) && count >= 1 && count <= MOST_OUTPUTS;
  const input: EstimateInput | undefined =
    model === undefined || !isCountRight
      ? undefined
      : {
          model: model.identifier,
          count,
          parameters: parametersOf(model.parameterSchema, texts),
          ...(prompt === '' ? {} : { prompt }),
        };
  return {
    asked,
    model,
    input,
    prompt,
    setPrompt,
    count: isCountRight ? count : 1,
    countText,
    setCountText,
    countError: isCountRight ? undefined : `A whole number from 1 to ${MOST_OUTPUTS}.`,
    texts,
    setText: (name: string, text: string) => {
      setTexts((before) => ({ ...before, [name]: text }));
    },
    pick: (chosen: string) => {
      setIdentifier(chosen);
      setTexts({});
    },
  };
}

export type Draft = ReturnType<typeof useDraft>;
