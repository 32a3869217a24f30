import type { Subject } from './measure.ts';
import { medianWithInterval, type Ratio } from './ratio.ts';
import { median } from './rules/timing.ts';
import { runLoad } from './wrk.ts';

/** What a subject adds to the time of an answer, asked for one request at a time. */
export interface AddedLatency {
  /** Median of its answers, and that of the base. */
  readonly medianMicros: number;
  readonly baseMicros: number;
}

export interface Latencies {
  readonly gateway: AddedLatency;
  readonly peer: AddedLatency;
  /** What the one adds, by what the other does, within each round. */
  readonly ratio: Ratio;
}

/**
 * What the gateway and a peer add to the median answer of a base, one request at a time, in rounds of which every other goes the
 * other way round.
 */
export async function latencyBeside(
  { base, gateway, peer }: Readonly<Record<'base' | 'gateway' | 'peer', Subject>>,
  rounds: number,
  seconds: number,
): Promise<Latencies> {
  const times = new Map([base, gateway, peer].map((subject) => [subject, [] as number[]]));
  for (let round = 0; round < rounds; round += 1) {
    const order = [...times.keys()];
    for (const subject of round % 2 === 0 ? order : order.toReversed())
      times.get(subject)?.push((await runLoad({ ...subject, seconds, connections: 1 })).medianMicros);
  }
  const of = (subject: Subject): readonly number[] => times.get(subject) ?? [];
  const added = (subject: Subject, round: number): number => (of(subject)[round] ?? 0) - (of(base)[round] ?? 0);
  const baseMicros = median([...of(base)]);
  return {
    gateway: { medianMicros: median([...of(gateway)]), baseMicros },
    peer: { medianMicros: median([...of(peer)]), baseMicros },
    ratio: medianWithInterval(of(base).map((_, round) => added(gateway, round) / added(peer, round))),
  };
}
