import { html } from 'hono/html';
import { formatDay, formatMoney } from './format.ts';
import { type Frame, type Html, layout } from './layout.ts';

/** All invoices. Paying asks for a second factor, so the page offers it ahead to those who signed in without. */
export function invoicesPage(frame: Frame): Html {
  const hasSecondFactor = frame.context.amr.includes('otp');
  return layout(
    frame,
    'Invoices',
    html`
      <h1>Invoices</h1>
      ${hasSecondFactor ? '' : html`<p class="hint">Paying needs your second factor. <a href="/sign-in?next=/invoices">Confirm that it is you</a></p>`}
      <section class="card" aria-label="All invoices">
        <div class="scroll" role="region" aria-label="Table of invoices" tabindex="0"><table>
          <thead><tr><th scope="col">Invoice</th><th scope="col">Customer</th><th scope="col">Load</th><th scope="col">Due</th><th scope="col" class="number">Amount</th><th scope="col">State</th></tr></thead>
          <tbody>${frame.company.invoices.map(
            (invoice) => html`<tr>
              <th scope="row">${invoice.id}</th><td>${invoice.customer}</td><td>${invoice.load}</td>
              <td>${formatDay(invoice.due)}</td><td class="number">${formatMoney(invoice.amountCents)}</td>
              <td>${
                invoice.paidBy === null
                  ? html`<form method="post" action="/invoices/${invoice.id}/pay"><button class="small" aria-label="Pay ${invoice.id}">Pay</button></form>`
                  : html`<span class="badge" data-status="delivered">paid</span> <span class="muted">by ${invoice.paidBy}</span>`
              }</td>
            </tr>`,
          )}</tbody>
        </table></div>
      </section>`,
  );
}
