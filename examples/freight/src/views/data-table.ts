import { html } from 'hono/html';
import type { Html } from './layout.ts';

/** A column, in the order in which rows give their cells. */
export interface Column {
  readonly label: string;
  readonly isNumber?: true;
}

export interface Row {
  /** The id that the page's script finds the row by. */
  readonly id: string;
  /** The first one names the row. */
  readonly cells: readonly (Html | string)[];
}

/**
 * A table that becomes a list of cards where it has no room: then each cell shows the label of its column. The roles are
 * written out, since a browser drops those of a table that is not laid out as one.
 * @param script name by which the page's script finds the table
 */
export function dataTable(label: string, columns: readonly Column[], rows: readonly Row[], script?: string): Html {
  return html`<div class="scroll" role="region" aria-label="${label}" tabindex="0"><table role="table" data-table="${script ?? ''}">
    <thead role="rowgroup"><tr role="row">${columns.map(
      (column) => html`<th scope="col" role="columnheader"${numberClass(column)}>${column.label}</th>`,
    )}</tr></thead>
    <tbody role="rowgroup">${rows.map((row) => rowOf(row, columns))}</tbody>
  </table></div>`;
}

function rowOf({ id, cells }: Row, columns: readonly Column[]): Html {
  return html`<tr role="row" data-row="${id}">${columns.map((column, index) =>
    index === 0
      ? html`<th scope="row" role="rowheader">${cells[index] ?? ''}</th>`
      : html`<td role="cell" data-label="${column.label}"${numberClass(column)}><div>${cells[index] ?? ''}</div></td>`,
  )}</tr>`;
}

function numberClass({ isNumber }: Column): Html | string {
  return isNumber ? html` class="number"` : '';
}
