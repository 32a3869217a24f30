import { startCpuClock } from './process-cpu.ts';
import { runLoad } from './wrk.ts';

/** One thing to measure: a process, and what is asked of it. */
export interface Subject {
  readonly id: string;
  readonly title: string;
  readonly pid: number;
  readonly url: string;
  readonly headers: readonly string[];
  /** Whether every answer must be a refusal, or none. */
  readonly refuses: boolean;
  readonly connections?: number;
  readonly pathsFile?: string;
}

/** What one round of a subject gave. */
export interface Sample {
  readonly cpuMicros: number;
  readonly perSecond: number;
}

export interface Series {
  readonly subject: Subject;
  readonly samples: readonly Sample[];
}

/**
 * Measures all subjects, one at a time, in rounds, so that what disturbs the machine disturbs all of them alike. Every other round
 * goes the other way round, so that what grows by and by makes none of two neighbours dearer.
 * @throws if a subject refuses what it must answer, or answers what it must refuse
 */
export async function measureAll(
  subjects: readonly Subject[],
  rounds: number,
  seconds: number,
): Promise<readonly Series[]> {
  const series = subjects.map((subject) => ({ subject, samples: [] as Sample[] }));
  // On a busy machine, a process that has just started may answer nothing in its first second.
  for (const { subject } of series) await measure(subject, 1).catch(() => measure(subject, 2));
  for (let round = 0; round < rounds; round += 1) {
    for (const { subject, samples } of round % 2 === 0 ? series : series.toReversed())
      samples.push(await measure(subject, seconds));
  }
  return series;
}

async function measure(subject: Subject, seconds: number): Promise<Sample> {
  const used = await startCpuClock(subject.pid);
  const load = await runLoad({ ...subject, seconds }).catch((error: unknown) => {
    throw new Error(`${subject.title}: no load could be made`, { cause: error });
  });
  const cpuMicros = await used();
  const expected = subject.refuses ? load.requests : 0;
  if (load.refused !== expected) {
    throw new Error(
      `${subject.title}: ${load.refused} of ${load.requests} answers were refusals, expected ${expected}`,
    );
  }
  return { cpuMicros: cpuMicros / load.requests, perSecond: load.perSecond };
}
