import { html } from 'hono/html';
import { mayUse } from '../access.ts';
import { formatMoney } from './format.ts';
import { type Frame, type Html, layout, roleName } from './layout.ts';
import { loadsTable } from './loads-page.ts';

/** The first page after sign-in: figures, latest loads, chat, and what the app knows of the user. */
export function dashboardPage(frame: Frame): Html {
  const { company, context } = frame;
  const seesLoads = mayUse('loads', context.roles);
  const inTransit = company.loads.filter((load) => load.status === 'in transit').length;
  const delayed = company.loads.filter((load) => load.status === 'delayed').length;
  const open = company.invoices.filter((invoice) => invoice.paidBy === null);
  const openCents = open.reduce((sum, invoice) => sum + invoice.amountCents, 0);
  return layout(
    frame,
    'Dashboard',
    html`
      <h1>Good day, ${company.name}</h1>
      <dl class="figures">
        ${seesLoads ? [figure('In transit', String(inTransit), 'on the road now'), figure('Delayed', String(delayed), 'behind schedule')] : ''}
        ${mayUse('invoices', context.roles) ? figure('To be paid', formatMoney(openCents), `in ${open.length} invoices`) : ''}
        ${figure('Drivers', String(company.drivers.filter((driver) => driver.status !== 'off duty').length), 'on duty today')}
      </dl>
      ${seesLoads ? html`<section class="card" aria-labelledby="latest"><h2 id="latest">Latest loads</h2>${loadsTable(company.loads.slice(-5).reverse())}</section>` : ''}
      <div class="columns">
        <section class="card" aria-labelledby="chat-title" data-chat>
          <h2 id="chat-title">Team chat</h2>
          <ol class="messages" role="log" aria-labelledby="chat-title" tabindex="0"></ol>
          <form class="row">
            <label class="hidden" for="chat-text">Message</label>
            <input id="chat-text" name="text" maxlength="500" autocomplete="off" placeholder="Message to ${company.name}" required>
            <button>Send</button>
          </form>
        </section>
        <section class="card" aria-labelledby="who-title">
          <h2 id="who-title">Your session</h2>
          <dl class="facts">
            ${fact('Company', context.tenant)} ${fact('User', context.user)}
            ${fact('Roles', context.roles.map(roleName).join(', '))} ${fact('Signed in with', context.authenticationMethods.join(' + '))}
            ${fact('Signed in at', `${new Date(context.authenticatedAtSeconds * 1000).toISOString().slice(0, 16).replace('T', ' ')} UTC`)}
            ${fact('Host', context.host)} ${fact('Your address', context.clientAddress ?? 'unknown')}
            ${fact('Acting for', context.actAs === null ? 'yourself' : `${context.user} (really ${context.actAs.sub})`)}
          </dl>
          <p class="themes">Theme: <a href="/?theme=system">System</a> <a href="/?theme=light">Light</a> <a href="/?theme=dark">Dark</a></p>
        </section>
      </div>`,
  );
}

function figure(label: string, value: string, note: string): Html {
  return html`<div class="card"><dt>${label}</dt><dd><strong>${value}</strong><span class="muted">${note}</span></dd></div>`;
}

function fact(label: string, value: string): Html {
  return html`<div><dt>${label}</dt><dd>${value}</dd></div>`;
}
