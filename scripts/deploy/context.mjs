// What `docker build .` would send: the files of the clone that .dockerignore lets through.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join, matchesGlob } from 'node:path';

/** Files that git knows or would know: whatever else lies around is left out by .dockerignore as well, or it is no clean build. */
export function copyContext(root, target) {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 50_000_000,
  });
  const isIgnored = readIgnore(readFileSync(join(root, '.dockerignore'), 'utf8'));
  const files = listed.split('\n').filter((file) => file !== '' && existsSync(join(root, file)) && !isIgnored(file));
  for (const file of files) {
    const to = join(target, file);
    mkdirSync(dirname(to), { recursive: true });
    cpSync(join(root, file), to);
  }
  return files;
}

/** The last pattern that fits a file, or one of its folders, decides. */
function readIgnore(text) {
  const rules = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => ({ isKept: line.startsWith('!'), pattern: line.replace(/^!/, '') }));
  return (file) => {
    const parts = file.split('/');
    const paths = parts.map((_, index) => parts.slice(0, index + 1).join('/'));
    let isIgnored = false;
    for (const { isKept, pattern } of rules) {
      if (paths.some((path) => matchesGlob(path, pattern))) isIgnored = !isKept;
    }
    return isIgnored;
  };
}
