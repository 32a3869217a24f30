import type { Conditions } from '@portcullis/rules/policy';
import { type LoggedRequest, loggedRequest } from '../../../../rules/src/analysis/replay/logged-request.ts';
import { NO_CONDITIONS, NOW } from '../../engine/sample-engine.ts';

export const HOST = 'acme.app.example';
export const EVERYONE = { everyone: true, roles: [] };
export const NOBODY = { everyone: false, roles: [] };

/** `GET /x` of {@link HOST} from the office at {@link NOW}, answered with 200. */
export function logged(changes: Partial<LoggedRequest> = {}): LoggedRequest {
  const known = { method: 'GET', target: '/x', host: HOST, address: '203.0.113.7', timeSeconds: NOW, status: 200 };
  const entry = loggedRequest({ ...known, ...changes });
  if (entry.kind !== 'request') throw new TypeError('no request');
  return entry.request;
}

/** Conditions that ask nothing but what is given. */
export function conditions(changes: Partial<Conditions>): Conditions {
  return { ...NO_CONDITIONS, ...changes };
}
