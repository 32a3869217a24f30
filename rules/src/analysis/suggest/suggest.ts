import type { Policy, RouteRule } from '../../policy/index.ts';
import { covers } from '../../settings/index.ts';
import { type BasePolicy, basePolicy } from './base-policy.ts';
import { fewerFiles } from './fewer-files.ts';
import { type Need, needOf, type Reported } from './need.ts';
import { riskOf } from './risk.ts';

/** Hashes of inline code, by directive: what `portcullis csp hash` finds. */
export type Hashes = Readonly<Record<string, readonly string[]>>;

export interface SuggestedSource {
  readonly source: string;
  /** Reports that it would have been let in by; `null`: the policy has it already, or it stands for a report of inline code. */
  readonly needed: Pick<Reported, 'count' | 'first' | 'last' | 'document'> | null;
  readonly risk: string | null;
}

export interface SuggestedDirective {
  readonly name: string;
  readonly sources: readonly SuggestedSource[];
}

/** What one route needs. */
export interface RouteSuggestion {
  readonly route: string;
  readonly at: string;
  readonly stage: BasePolicy['stage'];
  /** Whether the policy would change. */
  readonly isChanged: boolean;
  /** The whole policy. */
  readonly directives: readonly SuggestedDirective[];
  readonly notes: readonly string[];
  readonly reports: number;
}

export interface CspSuggestions {
  readonly routes: readonly RouteSuggestion[];
  /** Reports of browsers' extensions, which were left out. */
  readonly extensions: number;
  /** Reports of kinds that came less often than asked for, which were left out. */
  readonly rare: number;
  /** Reports of routes that the rules have no longer, or that have no policy of the gateway's. */
  readonly elsewhere: number;
}

export interface SuggestOptions {
  readonly hashes: Hashes | null;
  /** How often a kind must have been reported. */
  readonly atLeast: number;
}

type Sources = Map<string, SuggestedSource>;

const NAMES_CODE = /^'(?:nonce'|sha\d)/;

/**
 * The smallest policy of each route that would have let in what was reported. What a policy allows already stays: reports say
 * nothing about it.
 */
export function suggestCsp(policy: Policy, reported: readonly Reported[], options: SuggestOptions): CspSuggestions {
  const isOfExtension = (each: Reported): boolean => needOf(each).kind === 'extension';
  const own = reported.filter((each) => !isOfExtension(each));
  const frequent = own.filter(({ count }) => count >= options.atLeast);
  const routes = policy.routes.flatMap((route) => {
    const base = basePolicy(route);
    const needs = frequent.filter((each) => each.route === route.id);
    return base === null || (needs.length === 0 && base.stage === 'enforced')
      ? []
      : [suggestRoute(route, base, needs, options.hashes)];
  });
  const known = new Set(routes.map(({ route }) => route));
  return {
    routes,
    extensions: sum(reported.filter(isOfExtension)),
    rare: sum(own.filter(({ count }) => count < options.atLeast)),
    elsewhere: sum(frequent.filter(({ route }) => !known.has(route))),
  };
}

function suggestRoute(
  { id, at }: RouteRule,
  base: BasePolicy,
  reported: readonly Reported[],
  hashes: Hashes | null,
): RouteSuggestion {
  const notes = new Set<string>();
  const directives = new Map<string, Sources>(
    [...base.directives].map(([name, sources]) => [name, new Map(sources.map((source) => [source, kept(source)]))]),
  );
  const before = textOf(directives);
  const files = filesOf(reported);
  for (const each of reported) {
    const need = needOf(each);
    if (need.kind === 'note') notes.add(need.text);
    if (need.kind === 'source') addSource(directives, need.directive, files.get(need.source) ?? need.source, each);
    if (need.kind === 'inline') {
      const note = addInline(directives, need.directive, each, hashes);
      if (note !== null) notes.add(note);
    }
  }
  return {
    route: id,
    at,
    stage: base.stage,
    isChanged: textOf(directives) !== before,
    directives: [...directives].map(([name, sources]) => ({ name, sources: inOrder(sources) })),
    notes: [...notes],
    reports: sum(reported),
  };
}

function filesOf(reported: readonly Reported[]): ReadonlyMap<string, string> {
  const needs = reported.map((each): Need => needOf(each));
  return fewerFiles(needs.flatMap((need) => (need.kind === 'source' ? [need.source] : [])));
}

function addSource(directives: Map<string, Sources>, name: string, source: string, reported: Reported): void {
  const sources = directiveOf(directives, name);
  const known = sources.get(source);
  if (known === undefined && [...sources.keys()].some((wide) => covers(wide, source))) return;
  sources.delete("'none'");
  if (known !== undefined && known.needed === null) return;
  sources.set(source, { source, needed: joined(known?.needed ?? null, reported), risk: riskOf(name, source) });
}

/** Hashes of attributes count beside `'unsafe-hashes'` alone. Beside a hash or a nonce, `'unsafe-inline'` is ignored. */
function addInline(
  directives: Map<string, Sources>,
  name: string,
  reported: Reported,
  hashes: Hashes | null,
): string | null {
  const sources = directiveOf(directives, name);
  const found = hashes?.[name] ?? [];
  if (found.length === 0) {
    if (![...sources.keys()].some((source) => NAMES_CODE.test(source)))
      addSource(directives, name, "'unsafe-inline'", reported);
    else
      return `Inline code on ${reported.document} was reported until ${reported.last} though ${name} has hashes or a nonce. If that is later than these, run portcullis csp hash again.`;
    return null;
  }
  sources.delete("'none'");
  for (const source of [...(name.endsWith('-attr') ? ["'unsafe-hashes'"] : []), ...found])
    if (!sources.has(source)) sources.set(source, { ...kept(source), needed: joined(null, reported) });
  return null;
}

/** A directive that is not there inherits the sources of what stands in for it; inline attributes have no sources but hashes. */
function directiveOf(directives: Map<string, Sources>, name: string): Sources {
  const inherited = directives.get('default-src') ?? new Map();
  const sources = directives.get(name) ?? new Map(name.endsWith('-attr') ? [] : inherited);
  directives.set(name, sources);
  return sources;
}

/** What was there, then hosts and schemes by name, then words and hashes. */
function inOrder(sources: Sources): readonly SuggestedSource[] {
  const all = [...sources.values()];
  const isNewHost = ({ source, needed }: SuggestedSource): boolean => needed !== null && !source.startsWith("'");
  const hosts = all.filter(isNewHost).sort((one, other) => (one.source < other.source ? -1 : 1));
  return [
    ...all.filter(({ needed }) => needed === null),
    ...hosts,
    ...all.filter((each) => each.needed !== null && !isNewHost(each)),
  ];
}

function kept(source: string): SuggestedSource {
  return { source, needed: null, risk: null };
}

function joined(
  known: SuggestedSource['needed'],
  { count, first, last, document }: Reported,
): SuggestedSource['needed'] {
  return {
    count: count + (known?.count ?? 0),
    first: known !== null && known.first < first ? known.first : first,
    last: known !== null && known.last > last ? known.last : last,
    document: known?.document ?? document,
  };
}

function textOf(directives: ReadonlyMap<string, Sources>): string {
  return [...directives].map(([name, sources]) => `${name} ${[...sources.keys()].join(' ')}`).join('; ');
}

function sum(reported: readonly Reported[]): number {
  return reported.reduce((total, { count }) => total + count, 0);
}
