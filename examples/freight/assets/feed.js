const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
const WHOLE = new Intl.NumberFormat('en-US');

/** Keeps a table of loads up to date. The browser reconnects by itself and asks for what it has missed. */
export function followLoads(table) {
  const source = new EventSource('/feed');
  const labels = [...table.tHead.rows[0].cells].map((cell) => cell.textContent);
  source.addEventListener('load', (event) => show(table.tBodies[0], JSON.parse(event.data), labels));
}

function show(body, load, labels) {
  const row = rowOf(load);
  for (const [index, cell] of [...row.cells].entries()) cell.dataset.label = labels[index];
  const old = body.querySelector(`[data-row="${CSS.escape(load.id)}"]`);
  if (old) old.replaceWith(row);
  else body.prepend(row);
}

function rowOf(load) {
  const row = document.createElement('tr');
  row.dataset.row = load.id;
  row.className = 'fresh';
  row.setAttribute('role', 'row');
  const head = document.createElement('th');
  head.scope = 'row';
  head.setAttribute('role', 'rowheader');
  const link = document.createElement('a');
  link.href = `/loads/${encodeURIComponent(load.id)}`;
  link.textContent = load.id;
  head.append(link);
  const weight = cell(`${WHOLE.format(load.weightKg)} kg`);
  weight.className = 'number';
  const badge = document.createElement('span');
  badge.className = 'badge';
  badge.dataset.status = load.status;
  badge.textContent = load.status;
  row.append(head, cell(load.from), cell(load.to), cell(load.commodity), weight);
  row.append(cell(DAY.format(new Date(load.pickup))), cell(load.driver ?? '–'), cell(badge));
  return row;
}

function cell(content) {
  const element = document.createElement('td');
  element.setAttribute('role', 'cell');
  const box = document.createElement('div');
  box.append(content);
  element.append(box);
  return element;
}
