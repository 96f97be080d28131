// `npm run check:operations`: dashboard, alerts and runbook speak of what the gateway really exposes. It begins with the gateway's own
// registry, and where Prometheus' promtool is installed, alerts are tested with it.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const ALERTS = 'ops/prometheus/alerts.yml';
const ALERT_TESTS = 'ops/prometheus/alerts_test.yml';
const DASHBOARD = 'ops/grafana/tollgate.json';
const RUNBOOK = 'docs/runbook';
const HEADINGS = ['## What it means', '## What to look at', '## What to do'];
/** Prometheus makes these itself. */
const OF_PROMETHEUS = ['up', 'ALERTS'];
const PROMQL_WORDS = new Set(
  (
    'and or unless on ignoring group_left group_right bool offset by without sum max min avg count topk rate increase irate ' +
    'histogram_quantile min_over_time max_over_time avg_over_time vector absent label_values job instance'
  ).split(' '),
);

const faults = [];
const read = (file) => readFileSync(join(ROOT, file), 'utf8');

/** Every name under which a series can be asked for. */
async function exposedNames() {
  const { createMetrics } = await import(join(ROOT, 'dist/src/server/signals/registry.js'));
  const metrics = createMetrics();
  const nothing = { commands: 0, oldestMilliseconds: 0 };
  metrics.watch(
    {
      ledger: { batches: { remembered: 0, read: 0, changedMeanwhile: 0, failed: 0 }, open: () => nothing },
      providerReports: () => [],
      pools: {},
      sockets: () => 0,
      replica: { unfit: () => undefined, lagSeconds: () => 0 },
      isListening: () => true,
    },
    { read: () => Promise.reject(new Error('nobody reads')), keepMilliseconds: 1, onFailed: () => undefined },
  );
  const names = new Set(OF_PROMETHEUS);
  for (const { name, type } of await metrics.registry.getMetricsAsJSON()) {
    names.add(name);
    if (type === 'histogram') for (const part of ['bucket', 'sum', 'count']) names.add(`${name}_${part}`);
  }
  return names;
}

/** What is left of an expression without its strings, labels, times and words: names of series. */
function seriesIn(expression) {
  const bare = expression
    .replaceAll(/"[^"]*"/g, '')
    .replaceAll(/\{[^}]*\}/g, ' ')
    .replaceAll(/\[[^\]]*\]/g, ' ')
    .replaceAll(/\b(by|without|on|ignoring)\s*\([^)]*\)/g, ' ');
  return [...bare.matchAll(/[a-zA-Z_:][\w:]*/g)].map(([name]) => name).filter((name) => !PROMQL_WORDS.has(name));
}

function checkExpression(where, expression, names) {
  const series = seriesIn(expression);
  if (series.length === 0) faults.push(`${where}: no series in ${expression}`);
  for (const name of series) {
    if (!names.has(name)) faults.push(`${where}: the gateway exposes no ${name}`);
  }
}

/** Alerts as they are written: promtool is who reads YAML here. */
function readAlerts() {
  const rules = read(ALERTS)
    .split(/^ +- alert: /m)
    .slice(1);
  return rules.map((rule) => {
    const [, block = ''] = /^ +expr: \|\n((?: {10,}.*\n)+)/m.exec(rule) ?? [];
    const [, line = ''] = /^ +expr: (?!\|)(.+)$/m.exec(rule) ?? [];
    const [, runbookUrl] = /^ +runbook_url: (\S+)$/m.exec(rule) ?? [];
    return { name: rule.split('\n', 1)[0].trim(), expression: block === '' ? line : block, runbookUrl };
  });
}

function checkAlerts(names) {
  const alerts = readAlerts();
  if (alerts.length === 0) faults.push(`${ALERTS}: no alerts were found: has its form changed?`);
  const tests = read(ALERT_TESTS);
  for (const { name, expression, runbookUrl } of alerts) {
    checkExpression(`${ALERTS}, ${name}`, expression, names);
    const page = `${RUNBOOK}/${name}.md`;
    if (runbookUrl !== page) faults.push(`${ALERTS}, ${name}: runbook_url must be ${page}, not ${runbookUrl}`);
    if (!existsSync(join(ROOT, page))) faults.push(`${page} is missing`);
    const tested = tests.split(`alertname="${name}"`).length - 1;
    if (tested < 2) faults.push(`${ALERT_TESTS}: ${name} needs a test that it fires and one that it does not`);
  }
  return new Set(alerts.map(({ name }) => `${name}.md`));
}

function checkDashboard(names) {
  const { panels } = JSON.parse(read(DASHBOARD));
  const targets = panels.flatMap(({ title, targets: own = [] }) => own.map(({ expr }) => ({ title, expr })));
  if (targets.length === 0) faults.push(`${DASHBOARD}: no panel asks for anything`);
  for (const { title, expr } of targets) checkExpression(`${DASHBOARD}, ${title}`, expr, names);
}

/** Names in backticks, expressions aside. */
function checkTexts(names, pagesOfAlerts) {
  const { scripts } = JSON.parse(read('package.json'));
  const pages = readdirSync(join(ROOT, RUNBOOK)).filter((file) => file !== 'README.md');
  for (const page of pages) {
    if (!pagesOfAlerts.has(page)) faults.push(`${RUNBOOK}/${page}: there is no such alert`);
    const text = read(`${RUNBOOK}/${page}`);
    for (const heading of HEADINGS) {
      if (!text.includes(`\n${heading}\n`)) faults.push(`${RUNBOOK}/${page}: no "${heading}"`);
    }
  }
  for (const file of [...pages.map((page) => `${RUNBOOK}/${page}`), `${RUNBOOK}/README.md`, 'docs/signals.md']) {
    const text = read(file);
    for (const [name] of text.matchAll(/\b(?:tollgate|nodejs|process)_[a-z0-9_]+/g)) {
      if (!names.has(name)) faults.push(`${file}: the gateway exposes no ${name}`);
    }
    for (const [, script] of text.matchAll(/\bnpm run ([\w:-]+)/g)) {
      if (!(script in scripts)) faults.push(`${file}: there is no npm run ${script}`);
    }
  }
}

/** @returns whether it is installed */
function askPromtool(...words) {
  const { error, status, stdout, stderr } = spawnSync('promtool', words, { cwd: ROOT, encoding: 'utf8' });
  if (error?.code === 'ENOENT') return false;
  if (status !== 0) faults.push(`promtool ${words.join(' ')}:\n${stdout}${stderr}`);
  return true;
}

const names = await exposedNames();
checkDashboard(names);
checkTexts(names, checkAlerts(names));
const isInstalled = askPromtool('check', 'rules', ALERTS) && askPromtool('test', 'rules', ALERT_TESTS);
if (!isInstalled) {
  console.log('promtool is not installed (Debian package prometheus): the alerts were read, and not tested.');
}
if (faults.length > 0) {
  console.error(faults.join('\n'));
  process.exitCode = 1;
}
