import { endpointPath } from '../../engine/index.ts';
import type { ContentClass, HeaderJoin, HeaderStep } from '../../policy/index.ts';

/** A header, and the classes of content on which it means something. */
export interface SentHeader {
  readonly step: HeaderStep;
  readonly on: readonly ContentClass[];
}

export interface ClassedHeaders {
  readonly sent: readonly SentHeader[];
  /** Headers of the origin's that do not go out. */
  readonly removes: readonly string[];
}

/** What concerns the host, and so every answer. */
export const EVERYWHERE: readonly ContentClass[] = ['page', 'code', 'data', 'media', 'unchanged'];
export const CONTENT: readonly ContentClass[] = ['page', 'code', 'data', 'media'];
/** Pages and workers run under the policies that came with them. */
export const RUNS: readonly ContentClass[] = ['page', 'code'];
export const PAGES: readonly ContentClass[] = ['page'];

export function sentHeader(
  name: string,
  value: string,
  joins: HeaderJoin,
  on: readonly ContentClass[],
): readonly SentHeader[] {
  return [{ step: { name, value, joins }, on }];
}

/** Where browsers send reports, and the name of that place. */
export const REPORTS_PATH: string = endpointPath('reports');
export const REPORTS = 'portcullis';
