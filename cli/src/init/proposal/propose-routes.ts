import { METHODS } from '@portcullis/rules/compiler';
import { mergeUses, type PathNode, type Uses } from '../evidence/index.ts';
import { type ProposedAccess, proposeAccess } from './propose-access.ts';
import { type Endpoint, endpointsOf } from './shape-paths.ts';

/** A route with its evidence. */
export interface ProposedRoute {
  readonly id: string;
  /** The hosts that it was seen at. */
  readonly hosts: readonly string[];
  readonly path: string;
  /** With how many requests each. */
  readonly methods: ReadonlyMap<string, number>;
  readonly access: ProposedAccess;
  readonly uses: Uses;
  readonly endpoint: Endpoint;
  /** `8MiB`, where requests were larger than the gateway takes by itself. */
  readonly body: string | null;
}

/** Routes for the paths of one group of hosts. `HEAD` comes with `GET`. */
export function proposeRoutes(root: PathNode, hosts: readonly string[], taken: Set<string>): readonly ProposedRoute[] {
  return endpointsOf(root).flatMap((endpoint) => {
    const groups = Map.groupBy([...endpoint.methods], ([method, uses]) =>
      JSON.stringify(withoutReason(proposeAccess(endpoint, method, uses))),
    );
    return [...groups.values()].map((methods): ProposedRoute => {
      const [first] = methods;
      const uses = mergeUses(methods.map(([, each]) => each));
      return {
        id: idFor(endpoint.segments, [...endpoint.methods].length > methods.length ? methods : [], taken),
        hosts,
        path: `/${endpoint.segments.join('/')}`,
        methods: withoutHead(counted(methods)),
        access: first === undefined ? { kind: 'undecided' } : proposeAccess(endpoint, ...first),
        uses,
        endpoint,
        body: bodyFor(uses.mostBodyBytes),
      };
    });
  });
}

function withoutReason(access: ProposedAccess): object {
  return { ...access, because: '' };
}

/** In the order in which the rules compile them. */
function counted(methods: readonly (readonly [string, Uses])[]): Map<string, number> {
  const sorted = methods.toSorted(([a], [b]) => METHODS.indexOf(a) - METHODS.indexOf(b));
  return new Map(sorted.map(([method, { requests }]) => [method, requests]));
}

function withoutHead(methods: Map<string, number>): ReadonlyMap<string, number> {
  const head = methods.get('HEAD');
  if (head === undefined || !methods.has('GET')) return methods;
  methods.delete('HEAD');
  return methods.set('GET', (methods.get('GET') ?? 0) + head);
}

const MAX_ID_CHARACTERS = 48;

/** Names of routes: the words of the path, and the method where a path has several routes. */
function idFor(segments: readonly string[], methods: readonly (readonly [string, Uses])[], taken: Set<string>): string {
  const words = segments.map((segment) => (segment === '**' ? 'all' : segment)).join('-');
  const verb = methods.length === 0 ? '' : `-${methods[0]?.[0] ?? ''}`;
  const text = `${words === '' ? 'home' : words}${verb}`.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  const plain = text.slice(0, MAX_ID_CHARACTERS).replace(/^-/, '').replace(/-$/, '') || 'route';
  let id = plain;
  for (let number = 2; taken.has(id); number += 1) id = `${plain}-${number}`;
  taken.add(id);
  return id;
}

const DEFAULT_BODY_BYTES = 1024 ** 2;
/** The next request may be larger than the largest of the log. */
const ROOM = 2;

function bodyFor(mostBytes: number): string | null {
  if (mostBytes <= DEFAULT_BODY_BYTES / ROOM) return null;
  const mebibytes = 2 ** Math.ceil(Math.log2((mostBytes * ROOM) / 1024 ** 2));
  return mebibytes > 4096 ? '4GiB' : `${mebibytes}MiB`;
}
