import { logLine, refuse } from '@portcullis/rules/engine';
import { type EndpointContext, endWith } from './endpoint.ts';
import { readText } from './read-json.ts';

const MAX_BYTES = 16 * 1024;
const MAX_REPORTS = 20;
/** Members that say which policy was broken where; everything else, samples of scripts among it, stays out of the log. */
const KEPT = [
  'blockedURL',
  'blocked-uri',
  'columnNumber',
  'column-number',
  'disposition',
  'documentURL',
  'document-uri',
  'effectiveDirective',
  'effective-directive',
  'lineNumber',
  'line-number',
  'sourceFile',
  'source-file',
  'statusCode',
  'status-code',
];

/** Takes violation reports of browsers (CSP level 3, Reporting API) and writes them to the log, without query values. */
export async function report(context: EndpointContext): Promise<Response> {
  const { exchange } = context.env;
  const text = await readText(exchange.request, MAX_BYTES);
  const reports = text === null ? null : parseReports(text);
  if (reports === null) {
    return endWith(
      context,
      refuse('admin_body_invalid', null, {
        detail: 'report',
        publicDetail: `A JSON report of at most ${MAX_BYTES} bytes is expected.`,
      }),
    );
  }
  for (const body of reports.slice(0, MAX_REPORTS)) {
    console.log(
      logLine({
        event: 'report',
        time: new Date(exchange.startedMs).toISOString(),
        requestId: exchange.id,
        report: body,
      }),
    );
  }
  return context.body(null, 204);
}

function parseReports(text: string): Record<string, unknown>[] | null {
  try {
    const value: unknown = JSON.parse(text);
    const list: unknown[] = Array.isArray(value) ? value : [value];
    return list.flatMap((item) => {
      const body = bodyOf(item);
      return body === null
        ? []
        : [Object.fromEntries(KEPT.flatMap((name) => (name in body ? [[name, withoutQuery(body[name])]] : [])))];
    });
  } catch {
    return null;
  }
}

function bodyOf(item: unknown): Record<string, unknown> | null {
  if (typeof item !== 'object' || item === null) return null;
  const { body, 'csp-report': legacy } = item as { readonly body?: unknown; readonly 'csp-report'?: unknown };
  const found = legacy ?? body;
  return typeof found === 'object' && found !== null ? (found as Record<string, unknown>) : null;
}

function withoutQuery(value: unknown): unknown {
  if (typeof value === 'number') return value;
  return typeof value === 'string' ? (value.split(/[?#]/, 1)[0] ?? '').slice(0, 512) : null;
}
