// A Dockerfile as stages with their steps: as much of its language as ours is written in, and an error for the rest.

/**
 * @typedef {{ readonly verb: string, readonly text: string, readonly line: number }} Step
 * @typedef {{ readonly name: string, readonly base: string, readonly steps: readonly Step[] }} Stage
 */

const KNOWN = new Set([
  'ARG',
  'COPY',
  'ENTRYPOINT',
  'ENV',
  'EXPOSE',
  'HEALTHCHECK',
  'LABEL',
  'RUN',
  'STOPSIGNAL',
  'USER',
  'VOLUME',
  'WORKDIR',
]);

/** @param {string} text @returns {{ readonly args: Record<string, string>, readonly stages: Stage[] }} */
export function readDockerfile(text) {
  const args = {};
  const stages = [];
  for (const { line, content } of logicalLines(text)) {
    const [, verb = '', rest = ''] = /^(\S+)\s+(.*)$/s.exec(content) ?? [];
    if (verb === 'FROM') stages.push(readStage(rest, args));
    else if (!KNOWN.has(verb)) throw new Error(`Dockerfile:${line}: ${verb || content} is not understood here`);
    else if (verb === 'ARG' && stages.length === 0) Object.assign(args, readPairs(rest));
    else stages.at(-1).steps.push({ verb, text: rest, line });
  }
  return { args, stages };
}

function readStage(rest, args) {
  const [base = '', , name = ''] = rest.split(/\s+/);
  return { name, base: base.replaceAll(/\$\{(\w+)\}/g, (_, variable) => args[variable] ?? ''), steps: [] };
}

function logicalLines(text) {
  const lines = [];
  let open;
  for (const [index, raw] of text.split('\n').entries()) {
    if (/^\s*(#|$)/.test(raw)) continue;
    const isContinued = raw.endsWith('\\');
    const part = isContinued ? raw.slice(0, -1) : raw;
    if (open === undefined) open = { line: index + 1, content: part.trim() };
    else open.content += ` ${part.trim()}`;
    if (!isContinued) {
      lines.push(open);
      open = undefined;
    }
  }
  return lines;
}

/** `A=1 B="two words"` @param {string} text @returns {Record<string, string>} */
export function readPairs(text) {
  return Object.fromEntries(
    [...text.matchAll(/([\w.]+)=("([^"]*)"|\S*)/g)].map(([, name, plain, quoted]) => [name, quoted ?? plain]),
  );
}

/** `--from=build --chown=1:1 a b` @param {string} text */
export function readCopy(text) {
  const words = text.split(/\s+/);
  const flags = Object.fromEntries(
    words.filter((word) => word.startsWith('--')).map((word) => word.slice(2).split('=')),
  );
  const paths = words.filter((word) => !word.startsWith('--'));
  return { from: flags.from, owner: flags.chown, sources: paths.slice(0, -1), target: paths.at(-1) ?? '' };
}
