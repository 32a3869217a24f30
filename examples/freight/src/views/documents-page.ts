import { html } from 'hono/html';
import { mayChange } from '../access.ts';
import type { StoredDocument } from '../documents/document-store.ts';
import { type Column, dataTable } from './data-table.ts';
import { formatSize } from './format.ts';
import { type Frame, type Html, layout } from './layout.ts';

const COLUMNS: readonly Column[] = [
  { label: 'Document' },
  { label: 'Number' },
  { label: 'Size', isNumber: true },
  { label: 'From' },
];

/** All documents. The form works without script; with it, files of any size are streamed. */
export function documentsPage(frame: Frame, documents: readonly StoredDocument[]): Html {
  return layout(
    frame,
    'Documents',
    html`
      <h1>Documents</h1>
      ${mayChange('upload', frame.context) ? uploadForm() : ''}
      <section class="card" aria-label="All documents">
        ${
          documents.length === 0
            ? html`<p class="muted">No documents yet. Delivery notes and photographs will show here.</p>`
            : documentsTable(documents)
        }
      </section>`,
  );
}

function documentsTable(documents: readonly StoredDocument[]): Html {
  const rows = documents.map(({ id, name, sizeBytes, uploadedBy }) => ({
    id,
    cells: [html`<a href="/documents/${id}" download>${name}</a>`, id, formatSize(sizeBytes), uploadedBy],
  }));
  return dataTable('Table of documents', COLUMNS, rows);
}

function uploadForm(): Html {
  return html`<section class="card" aria-labelledby="upload-title">
    <h2 id="upload-title">Upload</h2>
    <form class="row" method="post" action="/documents" enctype="multipart/form-data" data-upload>
      <label for="file">File</label><input id="file" name="file" type="file" required>
      <button>Upload</button>
      <p role="status" data-upload-status></p>
    </form>
  </section>`;
}
