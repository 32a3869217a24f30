import { html } from 'hono/html';
import { mayUse } from '../access.ts';
import type { StoredDocument } from '../documents/document-store.ts';
import { formatSize } from './format.ts';
import { type Frame, type Html, layout } from './layout.ts';

/** All documents. The form works without script; with it, files of any size are streamed. */
export function documentsPage(frame: Frame, documents: readonly StoredDocument[]): Html {
  return layout(
    frame,
    'Documents',
    html`
      <h1>Documents</h1>
      ${mayUse('upload', frame.context.roles) ? uploadForm() : ''}
      <section class="card" aria-label="All documents">
        ${
          documents.length === 0
            ? html`<p class="muted">No documents yet. Delivery notes and photographs will show here.</p>`
            : html`<div class="scroll" role="region" aria-label="Table of documents" tabindex="0"><table>
          <thead><tr><th scope="col">Document</th><th scope="col">Number</th><th scope="col" class="number">Size</th><th scope="col">From</th></tr></thead>
          <tbody>${documents.map(
            (document) =>
              html`<tr><th scope="row"><a href="/documents/${document.id}" download>${document.name}</a></th><td>${document.id}</td><td class="number">${formatSize(document.sizeBytes)}</td><td>${document.uploadedBy}</td></tr>`,
          )}</tbody></table></div>`
        }
      </section>`,
  );
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
