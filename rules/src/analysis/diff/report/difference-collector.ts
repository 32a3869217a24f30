import type { Engine } from '../../../engine/index.ts';
import type { CandidateRequest } from '../axis/index.ts';
import type { AccessChange, AccessDirection, Comparison, TreatmentChange } from '../compare/index.ts';
import type { RoutePair } from '../pairs/index.ts';
import type { PathClass } from '../paths/index.ts';
import { type Claim, verifiedWitness } from '../witness/index.ts';
import { type ChangeGroup, cellsOf, createChangeGroups, type PlaceBlock } from './change-groups.ts';
import type { AccessCell, AccessDifference, Cell, DirectedDifference } from './diff.ts';

interface Collected {
  readonly opened: readonly AccessDifference[];
  readonly closed: readonly AccessDifference[];
  readonly changed: readonly DirectedDifference[];
}

/** Gathers what the comparison of two routes finds at each place, each difference once. */
export interface DifferenceCollector {
  readonly add: (comparison: Comparison, pair: RoutePair, pathClass: PathClass) => void;
  readonly collected: (old: Engine, next: Engine) => Collected;
}

/** @param options.namesHosts whether the rules distinguish hosts by more than their tenants */
export function createDifferenceCollector({ namesHosts }: { readonly namesHosts: boolean }): DifferenceCollector {
  const access = createChangeGroups<AccessChange>(
    ({ direction, dimension, what, cause }) => [direction, dimension, cause.key, sorted(what)],
    ({ who, hosts, sites, also }) => [sorted(who), sorted(hosts), sites && sorted(sites), also.toSorted()],
  );
  const treatment = createChangeGroups<TreatmentChange>(
    ({ part, old, new: next, direction, cause }) => [part, old, next, direction, cause.key],
    ({ hosts }) => (namesHosts ? sorted(hosts) : null),
  );
  return {
    add: (comparison, pair, pathClass) => {
      for (const change of comparison.access) access.add(change, pair, pathClass);
      for (const change of comparison.treatment) treatment.add(change, pair, pathClass);
    },
    collected: (old, next) => {
      const of = (direction: AccessDirection): readonly AccessDifference[] =>
        access
          .all()
          .filter(({ change }) => change.direction === direction)
          .map((group) => accessDifference(group, old, next));
      return {
        opened: of('opened'),
        closed: of('closed'),
        changed: treatment.all().map((group) => directedDifference(group, namesHosts, old, next)),
      };
    },
  };
}

function accessDifference(group: ChangeGroup<AccessChange>, old: Engine, next: Engine): AccessDifference {
  const { change } = group;
  return {
    dimension: change.dimension,
    what: [...change.what],
    routes: [...group.routes.values()],
    cells: joinHosts([...group.blocks.values()].flatMap(accessCells)),
    oldLine: change.cause.oldLine,
    newLine: change.cause.newLine,
    witness: verifiedWitness(candidateOf(group), claimOf(change), old, next),
  };
}

function accessCells({ change, methodsByPath }: PlaceBlock<AccessChange>): readonly AccessCell[] {
  const { who, hosts, sites, also } = change;
  const common = { who: [...who], hosts: [...hosts], sites: sites && [...sites], also };
  return cellsOf(methodsByPath).map((cell) => ({ ...cell, ...common }));
}

/** Requests that differ in their hosts alone together: hosts were compared apart where their routes differ. */
function joinHosts<C extends Cell & { readonly hosts: readonly string[] | null }>(cells: readonly C[]): readonly C[] {
  const joined = new Map<string, C>();
  for (const cell of cells) {
    const key = JSON.stringify({ ...cell, hosts: null });
    const known = joined.get(key);
    const hosts = known === undefined ? cell.hosts : [...new Set([...(known.hosts ?? []), ...(cell.hosts ?? [])])];
    joined.set(key, { ...cell, hosts });
  }
  return [...joined.values()];
}

function claimOf({ direction, dimension }: AccessChange): Claim {
  if (dimension !== 'pages') return direction;
  return direction === 'opened' ? 'readable' : 'unreadable';
}

function directedDifference(
  group: ChangeGroup<TreatmentChange>,
  namesHosts: boolean,
  old: Engine,
  next: Engine,
): DirectedDifference {
  const { part, old: before, new: after, direction, cause } = group.change;
  const difference = {
    part,
    old: before,
    new: after,
    routes: [...group.routes.values()],
    cells: joinHosts(
      [...group.blocks.values()].flatMap(({ change, methodsByPath }) =>
        cellsOf(methodsByPath).map((cell) => ({ ...cell, hosts: namesHosts ? [...change.hosts] : null })),
      ),
    ),
    oldLine: cause.oldLine,
    newLine: cause.newLine,
    witness: verifiedWitness(candidateOf(group), 'changed', old, next),
  };
  return { direction, difference };
}

/** The request at the group's first place that shows the change. */
function candidateOf({ change, pair, path }: ChangeGroup<AccessChange | TreatmentChange>): CandidateRequest {
  const candidate: CandidateRequest = {
    method: pair.method,
    path,
    requestedMethod: pair.requestedMethod,
    requestedHeader: null,
    host: '',
    hostTenant: null,
    site: { origin: 'absent', fetchSite: null, navigates: false, form: false, upgrades: false },
    address: null,
    tlsVersion: null,
    country: null,
    asn: null,
    nowSeconds: 0,
    session: null,
  };
  change.apply(candidate);
  return candidate;
}

function sorted(words: ReadonlySet<string>): readonly string[] {
  return [...words].toSorted();
}
