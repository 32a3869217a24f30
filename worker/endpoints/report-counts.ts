import { refuse } from '@portcullis/rules/engine';
import { dayOf, type ReportedKind, type RouteCounts } from '../core/reports/index.ts';
import { asAdmin, refuseOtherTenant } from './admin.ts';
import type { EndpointContext } from './endpoint.ts';

/** Each is a part of the state of its own. */
const ROUTES_A_PAGE = 20;

/** `GET v1/reports[?cursor=…]`: what browsers reported in the last 30 days, by route of the rules, a page at a time. */
export function listReports(context: EndpointContext): Promise<Response> {
  return asAdmin(context, 'reports', async (caller) => {
    const refusal = refuseOtherTenant(caller, null);
    if (refusal !== null) return refusal;
    const { config } = context.env.exchange;
    const { routes } = config.engine.policy;
    const first = readCursor(context.req.query('cursor'), routes.length);
    if (first === null)
      return refuse('admin_body_invalid', null, { publicDetail: '"cursor" must be the "next" of an earlier page.' });
    const ids = routes.slice(first, first + ROUTES_A_PAGE).map(({ id }) => id);
    const reports = await config.state.reports(dayOf(Date.now()), ids);
    const next = first + ROUTES_A_PAGE;
    return context.json({ reports: reports.map(shown), next: next < routes.length ? String(next) : null }, 200, {
      'cache-control': 'no-store',
    });
  });
}

function readCursor(cursor: string | undefined, routes: number): number | null {
  if (cursor === undefined) return 0;
  return /^\d{1,6}$/.test(cursor) && Number(cursor) < routes ? Number(cursor) : null;
}

function shown({ route, kinds, overflow }: RouteCounts<ReportedKind>): object {
  return {
    route,
    kinds: kinds.map(({ firstDay, lastDay, ...kind }) => ({ ...kind, first: isoDay(firstDay), last: isoDay(lastDay) })),
    overflow,
  };
}

function isoDay(day: number): string {
  return new Date(day * 86_400_000).toISOString().slice(0, 10);
}
