import { readFileSync } from 'node:fs';

/** High-water mark of a process's resident memory. */
export function residentPeakKib(pid: number): number {
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
}
