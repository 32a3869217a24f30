import { visibleText } from '@portcullis/rules/engine';
import { escapeHtml } from './escape-html.ts';

export type Row = readonly [label: string, value: string];

/** Labelled values, as text. */
export function rowsHtml(rows: readonly Row[]): string {
  return `<dl>${rows.map(([label, value]) => `<dt>${label}</dt><dd>${escapeHtml(visibleText(value))}</dd>`).join('')}</dl>`;
}
