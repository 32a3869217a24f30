import { shardOf } from '../../../../worker/state/shard.ts';
import { asking, policy } from '../conformance/samples.ts';
import { replicated } from './store-double.ts';
import { bench } from './warm-replica.ts';

export const MFA = policy({ requireMfa: true });
export const SUSPENDED = policy({ suspended: true, requireMfa: true });
export const of = (tenant: string) => replicated(asking(tenant, 'u1', 's1'));
export const acme = of('acme');
/** Tenants of the shard of `acme`. */
export const NEIGHBOURS = Array.from({ length: 2000 }, (_, index) => `tenant-${index}`).filter(
  (tenant) => shardOf(tenant) === shardOf('acme'),
);

/** An isolate that knows the shard of `acme`, whose policy it was not asked about. */
export async function isolate(...[options]: Parameters<typeof bench>) {
  const made = bench(options);
  await made.store.setTenantPolicy('acme', MFA);
  await made.ask(of('globex'));
  await made.ask(of(NEIGHBOURS[0] ?? ''));
  await made.settle();
  Object.assign(made.asked, { admit: 0, feeds: 0, snapshot: 0 });
  return made;
}
