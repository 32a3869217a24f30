import { html } from 'hono/html';
import { type Frame, type Html, layout } from './layout.ts';

/** All drivers. */
export function driversPage(frame: Frame): Html {
  return layout(
    frame,
    'Drivers',
    html`
      <h1>Drivers</h1>
      <ul class="people">${frame.company.drivers.map(
        (driver) => html`<li class="card">
          <h2>${driver.name}</h2>
          <p><span class="badge" data-status="${driver.status}">${driver.status}</span></p>
          <dl class="facts">
            <div><dt>Number</dt><dd>${driver.id}</dd></div>
            <div><dt>Truck</dt><dd>${driver.truck}</dd></div>
            <div><dt>Licence</dt><dd>${driver.licence}</dd></div>
          </dl>
        </li>`,
      )}</ul>`,
  );
}
