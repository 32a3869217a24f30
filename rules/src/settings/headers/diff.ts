import { type ChangeDirection, joinDirections, listWords, type Order } from '../../analysis/diff/order/index.ts';
import type { HeaderStep, ResponsePlan, ResponsePolicy } from '../../policy/index.ts';
import { isOrdered, STRICTEST } from '../../responses/index.ts';
import { memberOrder } from '../member-order.ts';
import { cspOrder } from './csp-order.ts';

const TRANSPORT = 'strict-transport-security';
/** Headers that stop nothing, and the one that concerns the host: `hsts` compares it once. */
const NOT_COMPARED = /-report-only$|^reporting-endpoints$|^strict-transport-security$/;

export const diff = { headers: memberOrder('headers', 'headers', words, responsesOrder) };

/** Pages have every header; what another class has by itself follows. */
function words({ plans, nonce }: ResponsePolicy): string {
  const page = planWords(plans.page);
  const lines = [page.length === 0 ? listWords([]) : page.join('\n')];
  if (nonce !== null) lines.push(nonce.kind === 'context' ? 'nonce in the context' : 'nonce in place of a placeholder');
  return lines.join('\n');
}

function planWords({ removes, sets }: ResponsePlan): readonly string[] {
  return [
    ...sets
      .filter(({ name }) => name !== TRANSPORT)
      .map(({ name, value, joins }) => `${name}: ${value}${joins === 'lacking' ? " (what the app's own lacks)" : ''}`),
    ...removes.filter((name) => name !== TRANSPORT).map((name) => `without ${name} of the app`),
  ];
}

/** Compares what the gateway makes of pages: they have every header, and every other class has some of these. */
function responsesOrder(old: ResponsePolicy, next: ResponsePolicy): ChangeDirection {
  return joinDirections([planOrder(old.plans.page, next.plans.page), nonceOrder(old.nonce, next.nonce)]);
}

/** A text that stands in pages is known to more people than what the context carries. */
function nonceOrder(old: ResponsePolicy['nonce'], next: ResponsePolicy['nonce']): ChangeDirection {
  const [was, is] = [old, next].map((nonce) => nonce?.kind === 'placeholder');
  if (was === is) return 'neutral';
  return is === true ? 'loosened' : 'tightened';
}

function planOrder(old: ResponsePlan, next: ResponsePlan): ChangeDirection {
  const [before, after] = [stepsOf(old), stepsOf(next)];
  const names = new Set([...before.keys(), ...after.keys(), ...old.removes, ...next.removes]);
  return joinDirections(
    [...names]
      .filter((name) => !NOT_COMPARED.test(name))
      .flatMap((name) => [
        stepOrder(name, before.get(name) ?? null, after.get(name) ?? null),
        removalOrder(name, old.removes.includes(name), next.removes.includes(name)),
      ]),
  );
}

function stepsOf({ sets }: ResponsePlan): ReadonlyMap<string, HeaderStep> {
  return new Map(sets.map((step) => [step.name, step]));
}

function stepOrder(name: string, old: HeaderStep | null, next: HeaderStep | null): ChangeDirection {
  if (old?.value === next?.value && old?.joins === next?.joins) return 'neutral';
  // Any other header of one's own may mean anything.
  if (old?.joins === 'ours' || next?.joins === 'ours') return 'loosened';
  if (next === null) return 'loosened';
  if (old === null) return 'tightened';
  if (old.joins !== next.joins) return old.joins === 'lacking' ? 'tightened' : 'loosened';
  return orderOf(name)(old.value, next.value);
}

/** Values whose order is not known are loosened. */
function orderOf(name: string): Order<string> {
  if (name === 'content-security-policy') return cspOrder;
  if (name === 'x-robots-tag') return (old, next) => (next.includes(old) ? 'tightened' : 'loosened');
  if (!isOrdered(name)) return () => 'loosened';
  const strictest = STRICTEST[name];
  // The stricter of two values is the one that stays when they meet.
  return (old, next) => {
    const met = strictest(old, next);
    if (met !== strictest(next, next)) return 'loosened';
    return met === strictest(old, old) ? 'neutral' : 'tightened';
  };
}

/** To take out a policy of the app loosens; to take out any other header reveals less. */
function removalOrder(name: string, old: boolean, next: boolean): ChangeDirection {
  if (old === next) return 'neutral';
  const protects = isOrdered(name) || name === 'content-security-policy';
  return next === protects ? 'loosened' : 'tightened';
}
