import type { Reported } from '@portcullis/rules/analysis';
import type { Members } from '../format/members.ts';

/** One kind of reports with its count, as the gateway shows it; `null` where it is not one. */
export function readReported({
  route,
  directive,
  disposition,
  blocked,
  count,
  first,
  last,
  document,
}: Members): Reported | null {
  if (typeof route !== 'string' || typeof directive !== 'string' || typeof blocked !== 'string') return null;
  if (typeof first !== 'string' || typeof last !== 'string' || typeof document !== 'string') return null;
  if (typeof count !== 'number' || (disposition !== 'enforce' && disposition !== 'report')) return null;
  return { route, directive, disposition, blocked, count, first, last, document };
}
