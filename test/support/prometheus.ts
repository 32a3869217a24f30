/** One value with its labels. */
export interface MetricSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Metrics as a scraper reads them. */
export interface Metrics {
  readonly samples: readonly MetricSample[];
  readonly types: ReadonlyMap<string, string>;
  /** The one value with exactly these labels. */
  readonly value: (name: string, labels?: Readonly<Record<string, string>>) => number;
}

const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const LABEL = '([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\\\\n]|\\\\[\\\\"n])*)"';
const HELP_LINE = new RegExp(`^# HELP (${NAME}) \\S.*$`);
const TYPE_LINE = new RegExp(`^# TYPE (${NAME}) (counter|gauge)$`);
const SAMPLE_LINE = new RegExp(`^(${NAME})(?:\\{(${LABEL}(?:,${LABEL})*)\\})? (\\d+(?:\\.\\d+)?(?:e[+-]\\d+)?)$`);

/**
 * Reads the text exposition format 0.0.4, and nothing that is only nearly it: every metric once, with help, then type, then
 * its samples, all of them different, and every line ended.
 */
export function parseMetrics(text: string): Metrics {
  const types = new Map<string, string>();
  const samples: MetricSample[] = [];
  const seen = new Set<string>();
  let helped: string | null = null;
  let current: string | null = null;
  if (!text.endsWith('\n')) throw new Error('the last line does not end');
  for (const line of text.slice(0, -1).split('\n')) {
    const help = HELP_LINE.exec(line)?.[1];
    const [, typed, type] = TYPE_LINE.exec(line) ?? [];
    const [, name, labelText] = SAMPLE_LINE.exec(line) ?? [];
    if (help !== undefined && helped === null && !types.has(help)) {
      helped = help;
    } else if (typed !== undefined && type !== undefined && typed === helped) {
      if ((type === 'counter') !== typed.endsWith('_total')) throw new Error(`${typed} is not the name of a ${type}`);
      types.set(typed, type);
      helped = null;
      current = typed;
    } else if (name !== undefined && name === current && helped === null) {
      const labels = readLabels(labelText ?? '');
      const id = JSON.stringify([name, Object.entries(labels).sort()]);
      if (seen.has(id)) throw new Error(`twice: ${line}`);
      seen.add(id);
      samples.push({ name, labels, value: Number(line.slice(line.lastIndexOf(' '))) });
    } else throw new Error(`out of place: ${line}`);
  }
  const value: Metrics['value'] = (name, labels = {}) => {
    const wanted = JSON.stringify(Object.entries(labels).sort());
    const found = samples.find(
      (one) => one.name === name && JSON.stringify(Object.entries(one.labels).sort()) === wanted,
    );
    if (found === undefined) throw new Error(`no ${name} ${wanted}`);
    return found.value;
  };
  return { samples, types, value };
}

function readLabels(text: string): Record<string, string> {
  const pairs = [...text.matchAll(new RegExp(LABEL, 'g'))].map(([, name = '', value = '']) => [name, value] as const);
  if (new Set(pairs.map(([name]) => name)).size !== pairs.length) throw new Error(`a label twice: ${text}`);
  return Object.fromEntries(pairs);
}
