/** Label values by name. Never an id, an address or a person's text: each new value is a series kept for ever. */
export type Labels = Readonly<Record<string, string>>;

/** A number that may be asked for when somebody looks: one, or one for each set of labels. */
export type Reading = number | ReadonlyArray<readonly [labels: Labels, value: number]>;

/** A family of series in the text format. */
interface Family {
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  samples(): Promise<readonly Sample[]>;
}

type Sample = readonly [suffix: string, labels: Labels, value: number];

/** Series of one name at the most; whatever would be more counts under `other` values. Nothing here should come near it. */
const SERIES_MAX = 1_000;

const EMPTY: Labels = Object.freeze({});

/** The series of one name, by their labels. */
class Series<Value> {
  readonly #values = new Map<string, { readonly labels: Labels; value: Value }>();

  constructor(private readonly fresh: () => Value) {}

  at(labels: Labels): { value: Value } {
    const key = keyOf(labels);
    const known = this.#values.get(key);
    if (known !== undefined) return known;
    const names = Object.keys(labels);
    if (this.#values.size >= SERIES_MAX && names.some((name) => labels[name] !== 'other')) {
      return this.at(Object.fromEntries(names.map((name) => [name, 'other'])));
    }
    const made = { labels, value: this.fresh() };
    this.#values.set(key, made);
    return made;
  }

  all(): ReadonlyArray<{ readonly labels: Labels; readonly value: Value }> {
    return [...this.#values.values()];
  }
}

/** Only ever grows. */
export class Counter {
  readonly #series = new Series(() => 0);

  add(labels: Labels = EMPTY, by = 1): void {
    this.#series.at(labels).value += by;
  }

  samples(): Sample[] {
    return this.#series.all().map(({ labels, value }) => ['', labels, value]);
  }
}

/** How often something took how long. */
export class Histogram {
  readonly #series: Series<{ readonly counts: number[]; sum: number; count: number }>;

  /** @param bounds upper bounds of the buckets in seconds, rising. */
  constructor(private readonly bounds: readonly number[]) {
    this.#series = new Series(() => ({ counts: bounds.map(() => 0), sum: 0, count: 0 }));
  }

  observe(seconds: number, labels: Labels = EMPTY): void {
    const { value } = this.#series.at(labels);
    value.sum += seconds;
    value.count += 1;
    const bucket = this.bounds.findIndex((bound) => seconds <= bound);
    if (bucket !== -1) value.counts[bucket] = (value.counts[bucket] ?? 0) + 1;
  }

  samples(): Sample[] {
    return this.#series.all().flatMap(({ labels, value }) => {
      let below = 0;
      const buckets = this.bounds.map((bound, at): Sample => {
        below += value.counts[at] ?? 0;
        return ['_bucket', { ...labels, le: String(bound) }, below];
      });
      const all: Sample = ['_bucket', { ...labels, le: '+Inf' }, value.count];
      return [...buckets, all, ['_sum', labels, value.sum], ['_count', labels, value.count]];
    });
  }
}

/**
 * The metrics of one process, in the text format that Prometheus and its kin read.
 *
 * @see https://prometheus.io/docs/instrumenting/exposition_formats/
 */
export class MetricsRegistry {
  readonly #families: Family[] = [];

  counter(name: string, help: string): Counter {
    const counter = new Counter();
    this.#add({ name, help, type: 'counter', samples: async () => counter.samples() });
    return counter;
  }

  histogram(name: string, help: string, bounds: readonly number[]): Histogram {
    const histogram = new Histogram(bounds);
    this.#add({ name, help, type: 'histogram', samples: async () => histogram.samples() });
    return histogram;
  }

  /** A number that is asked for at each look. Where it cannot be had, its series are left out of that look. */
  gauge(name: string, help: string, read: () => Reading | Promise<Reading>, type: 'gauge' | 'counter' = 'gauge'): void {
    const samples = async (): Promise<Sample[]> => {
      const reading = await read();
      if (typeof reading === 'number') return [['', EMPTY, reading]];
      return reading.map(([labels, value]) => ['', labels, value]);
    };
    this.#add({ name, help, type, samples });
  }

  /** All of them as text. */
  async text(): Promise<string> {
    const parts = await Promise.all(this.#families.map(textOf));
    return parts.join('');
  }

  #add(family: Family): void {
    if (this.#families.some(({ name }) => name === family.name))
      throw new Error(`There are two metrics ${family.name}.`);
    this.#families.push(family);
  }
}

async function textOf({ name, help, type, samples }: Family): Promise<string> {
  const found = await samples().catch((): Sample[] => []);
  const lines = found.map(([suffix, labels, value]) => `${name}${suffix}${labelsOf(labels)} ${numberOf(value)}\n`);
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`;
}

function labelsOf(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

const escaped = (text: string): string => text.replace(/\\/g, '\\\\').replace(/\n/g, '\\n').replace(/"/g, '\\"');

function numberOf(value: number): string {
  if (Number.isFinite(value)) return String(value);
  return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
}

const keyOf = (labels: Labels): string => Object.values(labels).join('\u0000');
