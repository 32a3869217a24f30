import { byRoute, type Way } from '../../controls/index.ts';
import { MAX_HEADER_BYTES, MAX_HEADERS } from '../../engine/index.ts';
import { formatBytes } from '../wording/index.ts';

/** How a request whose headers are too large would pass: by the route's bound, or by the gateway's own. */
export const smallerHeaders: Way<'headers_too_large'> = (refusal, place) => {
  if (refusal.at !== null)
    return byRoute(({ maxHeaderBytes }) => `with headers of at most ${formatBytes(maxHeaderBytes)}`)(refusal, place);
  return refusal.detail === 'count'
    ? `with at most ${MAX_HEADERS} headers`
    : `with headers of at most ${formatBytes(MAX_HEADER_BYTES)}`;
};
