export { DEFAULT_DEADLINE_MS, DeadlineError, deadlineIn, PATIENT_DEADLINE_MS, withDeadline } from './deadline.ts';
export { createKnownAge } from './known-age.ts';
export { isTime } from './numeric-date.ts';
export { SharedRuns } from './shared-runs.ts';
export { createSteadyClock, type Moment, type SteadyClock } from './steady-clock.ts';
export { wait } from './wait.ts';
