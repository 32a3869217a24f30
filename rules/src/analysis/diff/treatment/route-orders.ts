import type { RouteRule } from '../../../policy/index.ts';
import { type MemberOrder, settingOrders } from '../../../settings/index.ts';

/**
 * Every key of a compiled route. `access`: who passes is compared exactly, request by request. `name`: names and places,
 * which treat no request otherwise. All others are settings.
 */
const ROUTE_ORDERS: { readonly [K in keyof RouteRule]-?: MemberOrder | 'access' | 'name' } = {
  id: 'name',
  hosts: 'access',
  path: 'access',
  segments: 'access',
  methods: 'access',
  access: 'access',
  ...settingOrders,
  at: 'name',
  lines: 'name',
};

/** The keys that treat requests one way or another, in the order of the report. */
export const ROUTE_PARTS: readonly MemberOrder[] = Object.values(ROUTE_ORDERS).filter(
  (each) => typeof each === 'object',
);
