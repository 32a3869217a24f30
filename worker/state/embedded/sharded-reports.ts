import type { ReportedKind, RouteCounts } from '../port.ts';
import { askShards, shardOf } from '../shard.ts';
import { type AskObject, writeShards } from './sharded-admin.ts';

/** Each route's counts are in the object of its id. */
export async function countReports(askObject: AskObject, day: number, counts: readonly RouteCounts[]): Promise<void> {
  const byShard = Map.groupBy(counts, ({ route }) => shardOf(route));
  await writeShards([...byShard.keys()], (shard) =>
    askObject(shard, (object) => object.countReports(day, byShard.get(shard) ?? [])),
  );
}

/** In the order of the routes. */
export async function reports(
  askObject: AskObject,
  today: number,
  routes: readonly string[],
): Promise<readonly RouteCounts<ReportedKind>[]> {
  const byShard = Map.groupBy(routes, shardOf);
  const answers = await askShards([...byShard.keys()], (shard) =>
    askObject(shard, (object) => object.reports(today, byShard.get(shard) ?? [])),
  );
  const found = new Map(answers.flat().map((counts) => [counts.route, counts]));
  return routes.flatMap((route) => found.get(route) ?? []);
}
