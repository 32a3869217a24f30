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
  const threads = await readdir(`/proc/${pid}/task`);
  const nanos = await Promise.all(
    threads.map(async (id) => Number((await readFile(`/proc/${pid}/task/${id}/schedstat`, 'utf8')).split(' ')[0])),
  );
  return nanos.reduce((sum, value) => sum + value, 0) / 1000;
}
