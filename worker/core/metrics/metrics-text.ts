import type { Meters, StateFigures } from './meters.ts';

/** Media type of Prometheus' text exposition format, version 0.0.4. */
export const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** Labels as they are written; names and values are the gateway's own words, so none needs escaping. */
type Sample = readonly [labels: string, value: number];

/** Every metric of this isolate, in the text exposition format of Prometheus. */
export function metricsText(meters: Meters, state: StateFigures, nowMs: number): string {
  const { answered, refused, degraded, calls, answers, live } = meters;
  return [
    gauge(
      'isolate_start_time_seconds',
      'When the isolate that answers began to count; every metric is of this one isolate.',
      [['', meters.startedMs / 1000]],
    ),
    counter('requests_total', 'Requests by how they ended.', [
      ['outcome="answered"', answered],
      ...Object.entries(refused).map(([reason, count]): Sample => [`outcome="refused",reason="${reason}"`, count]),
    ]),
    counter(
      'degraded_total',
      'Requests judged while shared state did not answer, as their route allows.',
      by('mode', degraded),
    ),
    counter(
      'state_calls_total',
      'Calls of the store of shared state. Refreshes of the replica are feeds and snapshot.',
      Object.entries(calls).flatMap(([operation, results]) =>
        by(`operation="${snake(operation)}",result`, { ...results }),
      ),
    ),
    counter(
      'state_answers_total',
      'Questions of requests and open connections by who answered: the store, the replica and leases of this isolate, or its memory of limits that refuse.',
      by('by', answers),
    ),
    counter(
      'refreshes_total',
      'Refreshes of the copies by whom they heard it from: the relay of the location, or the store.',
      by('by', meters.refreshes),
    ),
    counter('leased_counts_total', 'Counts against limits that a lease of this isolate covered.', [
      ['', meters.leased],
    ]),
    counter(
      'state_late_total',
      'Waits for shared state that ended at the deadline: for a refresh of the replica, for the answer to a question.',
      by('waiting_for', { ...meters.late }),
    ),
    counter(
      'state_written_back_total',
      'Revocations that the store of shared state had lost, and this isolate has written back.',
      [['', meters.writtenBack]],
    ),
    counter('breaker_open_total', 'Times that the store was given up on after failures in a row.', [
      ['', meters.breakerOpenings],
    ]),
    gauge('breaker_is_open', '1 while the store is given up on.', [['', Number(state.givenUp)]]),
    gauge('replica_shards', 'Parts of shared state that this isolate holds a copy of.', [['', state.shards]]),
    gauge('replica_revocations', 'Revocations that the copies hold.', [['', state.revocations]]),
    gauge('replica_revocations_bytes', 'Memory that they take.', [['', state.revocationBytes]]),
    gauge('replica_lost_revocations', 'Of them, those that the store does not hold any more, though they are live.', [
      ['', state.lostRevocations],
    ]),
    gauge('replica_policies', 'Policies that the isolate holds, of tenants whose requests it has seen.', [
      ['', state.policies],
    ]),
    gauge(
      'replica_age_seconds',
      'How old a copy was when a request was last judged by it; the oldest one of the last minute.',
      [['', state.ageMs / 1000]],
    ),
    counter(
      'reports_total',
      'Reports of browsers by what became of them; of the counted, some were lost with the store.',
      by('outcome', { ...meters.reports }),
    ),
    gauge('live_connections', 'Connections that are watched for the end of their session.', [
      ['', live.open.count(nowMs)],
    ]),
    counter('live_connections_ended_total', 'Connections that the gateway ended, by why.', by('reason', live.ended)),
    counter('live_unchecked_total', 'Outages in which a connection went on without being checked.', [
      ['', live.unchecked],
    ]),
  ].join('');
}

function counter(name: string, help: string, samples: readonly Sample[]): string {
  return family(name, 'counter', help, samples);
}

function gauge(name: string, help: string, samples: readonly Sample[]): string {
  return family(name, 'gauge', help, samples);
}

function family(name: string, type: string, help: string, samples: readonly Sample[]): string {
  const full = `portcullis_${name}`;
  const lines = samples.map(([labels, value]) => `${full}${labels === '' ? '' : `{${labels}}`} ${value}\n`);
  return `# HELP ${full} ${help}\n# TYPE ${full} ${type}\n${lines.join('')}`;
}

function by(label: string, counts: Readonly<Record<string, number>>): Sample[] {
  return Object.entries(counts).map(([value, count]) => [`${label}="${value}"`, count]);
}

/** `tenantPolicy` as `tenant_policy`. */
function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
