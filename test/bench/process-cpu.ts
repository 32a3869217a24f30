import { execFileSync } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';

const TICKS_A_SECOND = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

/** CPU time that a process has used so far over all its threads, in the kernel and outside; microseconds, in steps of a clock tick. */
export async function readCpuMicros(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  // The command's name stands in parentheses and may hold spaces; `utime` and `stime` are fields 14 and 15 of proc_pid_stat(5).
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return ((Number(fields[11]) + Number(fields[12])) * 1_000_000) / TICKS_A_SECOND;
}

/**
 * CPU time to the nanosecond, in microseconds, but only of threads that still run: for a process that has just started,
 * where clock ticks are too coarse.
 */
export async function readYoungCpuMicros(pid: number): Promise<number> {
  const nanos = await nanosOfThreads(pid);
  return [...nanos.values()].reduce((sum, value) => sum + value, 0) / 1000;
}

/** By the ids of the threads that run now. */
async function nanosOfThreads(pid: number): Promise<ReadonlyMap<string, number>> {
  const threads = await readdir(`/proc/${pid}/task`);
  // One that has just ended has no file any more.
  const read = (id: string) => readFile(`/proc/${pid}/task/${id}/schedstat`, 'utf8').catch(() => null);
  const texts = await Promise.all(threads.map(async (id) => [id, await read(id)] as const));
  return new Map(texts.flatMap(([id, text]) => (text === null ? [] : [[id, Number(text.split(' ')[0])]])));
}

/**
 * Starts to count the CPU time that a process uses; what it returns reads it, in microseconds. To the nanosecond, unless a thread
 * ended meanwhile: what that one used is known in clock ticks only.
 */
export async function startCpuClock(pid: number): Promise<() => Promise<number>> {
  const [ticksBefore, before] = [await readCpuMicros(pid), await nanosOfThreads(pid)];
  return async () => {
    const after = await nanosOfThreads(pid);
    if ([...before.keys()].some((id) => !after.has(id))) return (await readCpuMicros(pid)) - ticksBefore;
    return [...after].reduce((sum, [id, nanos]) => sum + nanos - (before.get(id) ?? 0), 0) / 1000;
  };
}
