// The line of a JSON text that a JSON path points to, so that an error can name it.

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

/** Where the reader is in one object (the current name) or list (the current index). */
interface Place {
  key: string | number;
}

function moveOn(place: Place | undefined, token: string, previous: string): void {
  if (place === undefined) {
    return;
  }
  if (token === ',' && typeof place.key === 'number') {
    place.key += 1;
  } else if (token === ':') {
    place.key = JSON.parse(previous) as string;
  }
}

function step(token: string, stack: Place[], previous: string): void {
  if (token === '{' || token === '[') {
    stack.push({ key: token === '[' ? 0 : '' });
  } else if (token === '}' || token === ']') {
    stack.pop();
  } else {
    moveOn(stack.at(-1), token, previous);
  }
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

/**
 * The line, from 1, of the value at the path, or of the deepest part of the path that is there (a missing field has no line of
 * its own). The text has to be valid JSON.
 */
export function locateLine(text: string, path: readonly PropertyKey[]): number {
  const stack: Place[] = [];
  let previous = '';
  let deepest = { depth: 0, offset: 0 };
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    const depth = stack.length;
    const isValue = !/^[:,}\]]$/.test(token);
    const here = isValue && depth <= path.length && stack.every(({ key }, level) => key === path[level]);
    if (here && depth > deepest.depth) {
      deepest = { depth, offset: index };
    }
    step(token, stack, previous);
    previous = token;
  }
  return lineAt(text, deepest.offset);
}
