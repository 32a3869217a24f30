import { REASONS } from '@portcullis/rules/engine';
import { expect, test } from 'vitest';
import { createMeters } from '../../../worker/core/metrics/meters.ts';
import { metricsText } from '../../../worker/core/metrics/metrics-text.ts';
import { parseMetrics } from '../../support/prometheus.ts';

const QUIET = {
  shards: 0,
  revocations: 0,
  revocationBytes: 0,
  lostRevocations: 0,
  policies: 0,
  ageMs: 0,
  givenUp: false,
};

test('every metric has help, a type and, from the start, a value of its own for each thing that is counted', () => {
  const { samples, types, value } = parseMetrics(
    metricsText(createMeters(1_800_000_000_500), QUIET, 1_800_000_001_000),
  );
  expect(value('portcullis_isolate_start_time_seconds')).toBe(1_800_000_000.5);
  const others = samples.filter(({ name }) => name !== 'portcullis_isolate_start_time_seconds');
  expect(others.filter((sample) => sample.value !== 0)).toEqual([]);
  for (const reason of REASONS) value('portcullis_requests_total', { outcome: 'refused', reason });
  expect([...types.keys()].filter((name) => !samples.some((sample) => sample.name === name))).toEqual([]);
});

test('what is counted is what is shown, in units of the name', () => {
  const meters = createMeters(0);
  meters.answered = 12;
  meters.refused.no_route = 3;
  meters.degraded.stale = 4;
  meters.calls.setTenantPolicy.failed = 5;
  meters.answers.memory = 6;
  meters.leased = 7;
  meters.late.refresh = 11;
  meters.writtenBack = 12;
  meters.breakerOpenings = 8;
  meters.live.ended.reader_too_slow = 9;
  meters.live.unchecked = 10;
  meters.reports.lost = 14;
  meters.live.open.seen({}, 500);
  const state = {
    shards: 2,
    revocations: 1_000_000,
    revocationBytes: 15_000_000,
    lostRevocations: 13,
    policies: 3,
    ageMs: 1500,
    givenUp: true,
  };
  const { samples } = parseMetrics(metricsText(meters, state, 1000));
  const shown = samples.flatMap(({ name, labels, value }) =>
    value === 0 ? [] : [[name.replace('portcullis_', ''), ...Object.values(labels), value].join(' ')],
  );
  expect(shown).toEqual([
    'requests_total answered 12',
    'requests_total refused no_route 3',
    'degraded_total stale 4',
    'state_calls_total set_tenant_policy failed 5',
    'state_answers_total memory 6',
    'leased_counts_total 7',
    'state_late_total refresh 11',
    'state_written_back_total 12',
    'breaker_open_total 8',
    'breaker_is_open 1',
    'replica_shards 2',
    'replica_revocations 1000000',
    'replica_revocations_bytes 15000000',
    'replica_lost_revocations 13',
    'replica_policies 3',
    'replica_age_seconds 1.5',
    'reports_total lost 14',
    'live_connections 1',
    'live_connections_ended_total reader_too_slow 9',
    'live_unchecked_total 10',
  ]);
});
