import { html } from 'hono/html';
import { mayChange } from '../access.ts';
import type { Invoice } from '../data/company.ts';
import { type Column, dataTable } from './data-table.ts';
import { formatDay, formatMoney } from './format.ts';
import { type Frame, type Html, layout } from './layout.ts';

const COLUMNS: readonly Column[] = [
  { label: 'Invoice' },
  { label: 'Customer' },
  { label: 'Load' },
  { label: 'Due' },
  { label: 'Amount', isNumber: true },
  { label: 'State' },
];

/** All invoices. Paying asks for a second factor, so the page offers it ahead to those who signed in without. */
export function invoicesPage(frame: Frame): Html {
  const { company, context } = frame;
  const canPay = mayChange('invoices', context);
  const rows = company.invoices.map((invoice) => ({
    id: invoice.id,
    cells: [
      invoice.id,
      invoice.customer,
      invoice.load,
      formatDay(invoice.due),
      formatMoney(invoice.amountCents),
      invoiceState(invoice, canPay),
    ],
  }));
  const needsFactor = canPay && !context.authenticationMethods.includes('otp');
  return layout(
    frame,
    'Invoices',
    html`
      <h1>Invoices</h1>
      ${needsFactor ? html`<p class="hint">Paying needs your second factor. <a href="/sign-in?next=/invoices">Confirm that it is you</a></p>` : ''}
      <section class="card" aria-label="All invoices">${dataTable('Table of invoices', COLUMNS, rows)}</section>`,
  );
}

function invoiceState({ id, paidBy }: Invoice, canPay: boolean): Html | string {
  if (paidBy !== null)
    return html`<span class="badge" data-status="delivered">paid</span> <span class="muted">by ${paidBy}</span>`;
  if (!canPay) return 'to be paid';
  return html`<form method="post" action="/invoices/${id}/pay"><button class="small" aria-label="Pay ${id}">Pay</button></form>`;
}
