import { html } from 'hono/html';
import { mayChange } from '../access.ts';
import { LOAD_STATUSES, type Load } from '../data/company.ts';
import { type Column, dataTable } from './data-table.ts';
import { formatDay, formatWeight } from './format.ts';
import { type Frame, type Html, layout } from './layout.ts';

/** All loads, with a form for a new one where the user's roles allow it. */
export function loadsPage(frame: Frame, error: string | null = null): Html {
  const canWrite = mayChange('loadsWrite', frame.context);
  return layout(
    frame,
    'Loads',
    html`
      <h1>Loads</h1>
      <section class="card" aria-label="All loads">${loadsTable([...frame.company.loads].reverse())}</section>
      ${canWrite ? newLoadForm(error) : html`<p class="muted">You may read loads. A dispatcher can add one.</p>`}`,
  );
}

/** One load. */
export function loadPage(frame: Frame, load: Load): Html {
  return layout(
    frame,
    load.id,
    html`
      <p><a href="/loads">← All loads</a></p>
      <h1>${load.from} → ${load.to} <span class="muted">${load.id}</span></h1>
      <section class="card" aria-label="Details">
        <dl class="facts">
          <div><dt>Status</dt><dd>${statusBadge(load)}</dd></div>
          <div><dt>Commodity</dt><dd>${load.commodity}</dd></div>
          <div><dt>Weight</dt><dd>${formatWeight(load.weightKg)}</dd></div>
          <div><dt>Pick-up</dt><dd>${formatDay(load.pickup)}</dd></div>
          <div><dt>Driver</dt><dd>${load.driver ?? 'not assigned'}</dd></div>
        </dl>
      </section>
      ${mayChange('loadsWrite', frame.context) ? statusForm(load) : ''}`,
  );
}

const COLUMNS: readonly Column[] = [
  { label: 'Load' },
  { label: 'From' },
  { label: 'To' },
  { label: 'Commodity' },
  { label: 'Weight', isNumber: true },
  { label: 'Pick-up' },
  { label: 'Driver' },
  { label: 'Status' },
];

/** A table of loads that the page's script keeps up to date. */
export function loadsTable(loads: readonly Load[]): Html {
  const rows = loads.map((load) => ({
    id: load.id,
    cells: [
      html`<a href="/loads/${load.id}">${load.id}</a>`,
      load.from,
      load.to,
      load.commodity,
      formatWeight(load.weightKg),
      formatDay(load.pickup),
      load.driver ?? '–',
      statusBadge(load),
    ],
  }));
  return dataTable('Table of loads', COLUMNS, rows, 'loads');
}

function statusBadge(load: Load): Html {
  return html`<span class="badge" data-status="${load.status}">${load.status}</span>`;
}

function statusForm(load: Load): Html {
  return html`<form class="card row" method="post" action="/loads/${load.id}/status">
    <label for="status">Change status</label>
    <select id="status" name="status">${LOAD_STATUSES.map(
      (status) => html`<option ${status === load.status ? html`selected` : ''}>${status}</option>`,
    )}</select>
    <button>Save</button>
  </form>`;
}

function newLoadForm(error: string | null): Html {
  return html`<section class="card" aria-labelledby="new-load">
    <h2 id="new-load">New load</h2>
    ${error === null ? '' : html`<p class="error" role="alert">${error}</p>`}
    <form class="grid" method="post" action="/loads">
      <p><label for="from">From</label><input id="from" name="from" required maxlength="60"></p>
      <p><label for="to">To</label><input id="to" name="to" required maxlength="60"></p>
      <p><label for="commodity">Commodity</label><input id="commodity" name="commodity" required maxlength="60"></p>
      <p><label for="weightKg">Weight in kg</label><input id="weightKg" name="weightKg" type="number" min="1" max="40000" required></p>
      <p><label for="pickup">Pick-up</label><input id="pickup" name="pickup" type="date" required></p>
      <p class="end"><button>Add load</button></p>
    </form>
  </section>`;
}
