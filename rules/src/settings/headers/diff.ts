import {
  type ChangeDirection,
  joinDirections,
  ladder,
  listWords,
  moreIsLooser,
  type Order,
} from '../../analysis/diff/order/index.ts';
import { memberOrder } from '../member-order.ts';
import { cspOrder } from './csp-order.ts';
import type { HeadersSetting } from './policy.ts';

type HeaderList = HeadersSetting['headers'];

/** Headers whose values are understood. Any other value of another header is loosened, and so is its loss. */
const ORDERS: Readonly<Record<string, Order<string>>> = {
  'strict-transport-security': hstsOrder,
  'content-security-policy': cspOrder,
  'x-frame-options': ladder('DENY', 'SAMEORIGIN'),
  'x-content-type-options': ladder('nosniff'),
  'referrer-policy': ladder('no-referrer', 'same-origin', 'strict-origin', 'strict-origin-when-cross-origin'),
  'permissions-policy': permissionsOrder,
  'cross-origin-opener-policy': ladder('same-origin', 'same-origin-allow-popups', 'unsafe-none'),
  'cross-origin-resource-policy': ladder('same-origin', 'same-site', 'cross-origin'),
};

export const diff = { headers: memberOrder('headers', 'headers', words, headersOrder) };

function words(headers: HeaderList): string {
  return headers.length === 0 ? listWords([]) : headers.map(([name, value]) => `${name}: ${value}`).join('\n');
}

/** Compares what the gateway sets of response headers. */
function headersOrder(old: HeaderList, next: HeaderList): ChangeDirection {
  const [before, after] = [new Map(old), new Map(next)];
  const names = new Set([...before.keys(), ...after.keys()]);
  return joinDirections([...names].map((name) => headerDirection(name, before.get(name), after.get(name))));
}

function headerDirection(name: string, old: string | undefined, next: string | undefined): ChangeDirection {
  if (old === next) return 'neutral';
  const order = Object.hasOwn(ORDERS, name) ? ORDERS[name] : undefined;
  if (order === undefined || next === undefined) return 'loosened';
  return old === undefined ? 'tightened' : order(old, next);
}

function hstsOrder(old: string, next: string): ChangeDirection {
  const [before, after] = [hstsOf(old), hstsOf(next)];
  if (after.maxAge < before.maxAge || before.flags.some((flag) => !after.flags.includes(flag))) return 'loosened';
  const isSame = after.maxAge === before.maxAge && after.flags.length === before.flags.length;
  return isSame ? 'neutral' : 'tightened';
}

function hstsOf(value: string): { readonly maxAge: number; readonly flags: readonly string[] } {
  const parts = value.split(';').map((part) => part.trim().toLowerCase());
  const maxAge = Number(parts.find((part) => part.startsWith('max-age='))?.slice('max-age='.length));
  const flags = parts.filter((part) => part === 'includesubdomains' || part === 'preload');
  return { maxAge: Number.isFinite(maxAge) ? maxAge : 0, flags };
}

/** A feature that is not named has the browser's own default, which is looser than any list. */
function permissionsOrder(old: string, next: string): ChangeDirection {
  const [before, after] = [permissionsOf(old), permissionsOf(next)];
  return joinDirections(
    [...new Set([...before.keys(), ...after.keys()])].map((feature) => {
      const [a, b] = [before.get(feature), after.get(feature)];
      if (b === undefined) return 'loosened';
      return a === undefined ? 'tightened' : moreIsLooser(a, b);
    }),
  );
}

function permissionsOf(value: string): ReadonlyMap<string, readonly string[]> {
  return new Map(
    value.split(',').flatMap((part) => {
      const [feature = '', allowed = ''] = part.trim().split('=');
      const origins = allowed
        .replace(/^\(|\)$/g, '')
        .split(' ')
        .filter(Boolean);
      return feature === '' ? [] : [[feature, origins] as const];
    }),
  );
}
