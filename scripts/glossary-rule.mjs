// An ESLint rule: the words of ARCHITECTURE.md's glossary, and not those that stood in their place once. It looks at names of
// files and identifiers, and at comments.
import { basename } from 'node:path';

/** What is not said, and what is said instead. */
const INSTEAD = new Map(
  Object.entries({
    crew: 'worker pool',
    hear: 'handle or receive',
    heard: 'handled or received',
    hearing: 'handling',
    hears: 'handles or receives',
    outlet: 'socket writer',
    pursue: 'follow up or poll',
    pursues: 'follows up or polls',
    pursued: 'followed up or polled',
    pursuing: 'following up or polling',
    standing: 'status or suspension',
    tell: 'publish or notify',
    telling: 'publishing or notifying',
    tells: 'publishes or notifies',
    tend: 'run as a background job',
    tending: 'running as a background job',
    tends: 'runs as a background job',
    told: 'published or notified',
  }),
);

/** Plain English in a sentence ("tells one from the other"), a private term in a name. */
const ONLY_IN_NAMES = new Set(['tell', 'tells']);

const words = (text) => text.match(/[A-Z]?[a-z]+|[A-Z]+(?![a-z])/g) ?? [];
const forbiddenIn = (text) =>
  words(text)
    .map((word) => word.toLowerCase())
    .find((word) => INSTEAD.has(word));

const rule = {
  meta: {
    type: 'problem',
    schema: [],
    messages: { word: 'Not "{{word}}": say {{instead}} (see the glossary in ARCHITECTURE.md).' },
  },
  create(context) {
    const report = (location, word) =>
      context.report({ ...location, messageId: 'word', data: { word, instead: INSTEAD.get(word) } });
    const check = (node, text) => {
      const word = forbiddenIn(text);
      if (word !== undefined) report({ node }, word);
    };
    return {
      Identifier: (node) => check(node, node.name),
      PrivateIdentifier: (node) => check(node, node.name),
      Program() {
        const word = forbiddenIn(basename(context.filename));
        if (word !== undefined) report({ loc: { line: 1, column: 0 } }, word);
        for (const comment of context.sourceCode.getAllComments()) {
          const said = forbiddenIn(comment.value);
          if (said !== undefined && !ONLY_IN_NAMES.has(said)) report({ loc: comment.loc }, said);
        }
      },
    };
  },
};

export const glossary = { rules: { words: rule } };
