import { MAX_STATE_BODY_BYTES, refuse } from '@portcullis/rules/engine';
import { parseStateEntry, type StateEntry, shownStateEntry } from '../core/admin/index.ts';
import { asAdmin, refuseOtherTenant } from './admin.ts';
import type { EndpointContext } from './endpoint.ts';
import { readJsonObject } from './read-json.ts';

const NO_STORE = { 'cache-control': 'no-store' };
/** More would keep the state's backend busy for too long. */
const MAX_ENTRIES = 500;

/** `GET v1/state[?cursor=…]`: policies and live revocations of all tenants, a page at a time, for a backup. */
export function exportState(context: EndpointContext): Promise<Response> {
  return asAdmin(context, 'state', async (caller) => {
    const refusal = refuseOtherTenant(caller, null);
    if (refusal !== null) return refusal;
    const page = await context.env.exchange.config.state.exportState(context.req.query('cursor') ?? null);
    return context.json({ entries: page.entries.map(shownStateEntry), next: page.next }, 200, NO_STORE);
  });
}

/** `POST v1/state`: puts entries of a backup back; none where one of them cannot be read. To repeat it changes nothing. */
export function importState(context: EndpointContext): Promise<Response> {
  return asAdmin(context, 'state', async (caller) => {
    const refusal = refuseOtherTenant(caller, null);
    if (refusal !== null) return refusal;
    const { request, config } = context.env.exchange;
    const asked = parseEntries(await readJsonObject(request, MAX_STATE_BODY_BYTES));
    if (!asked.ok) return refuse('admin_body_invalid', null, { publicDetail: asked.problem });
    await config.state.importState(asked.entries);
    return context.json({ imported: asked.entries.length }, 200, NO_STORE);
  });
}

type EntriesResult =
  | { readonly ok: true; readonly entries: readonly StateEntry[] }
  | { readonly ok: false; readonly problem: string };

function parseEntries(body: Record<string, unknown> | null): EntriesResult {
  const given = body?.['entries'];
  if (!Array.isArray(given) || given.length > MAX_ENTRIES || Object.keys(body ?? {}).length !== 1)
    return { ok: false, problem: `Send {"entries": […]} with at most ${MAX_ENTRIES} entries, and nothing else.` };
  const entries: StateEntry[] = [];
  for (const [index, value] of given.entries()) {
    const result = parseStateEntry(value);
    if (!result.ok) return { ok: false, problem: `"entries"[${index}] ${result.problem}.` };
    entries.push(result.entry);
  }
  return { ok: true, entries };
}
