import { Readable } from 'node:stream';
import type { ReadableStream as NodeReadableStream } from 'node:stream/web';
import { type Context, Hono } from 'hono';
import { documentName, documentType } from '../documents/document-name.ts';
import { documentResponse, zeros } from '../documents/document-response.ts';
import { type DocumentStore, DocumentTooLarge, type StoredDocument } from '../documents/document-store.ts';
import { frameOf } from '../http/frame.ts';
import type { FreightEnv } from '../http/freight-env.ts';
import { problem, wantsHtml } from '../http/problem.ts';
import type { Guards } from '../http/require-role.ts';
import { documentsPage } from '../views/documents-page.ts';

const MAX_FORM_BYTES = 8 * 1024 ** 2;
const MAX_ZEROS_BYTES = 8 * 1024 ** 3;

/** Uploads and downloads, streamed both ways. */
export function documentRoutes(documents: DocumentStore, { requireUser, requireRole }: Guards): Hono<FreightEnv> {
  const routes = new Hono<FreightEnv>();

  routes.get('/documents', requireUser, (c) => {
    const list = documents.list(c.var.visit.company.tenant);
    return wantsHtml(c) ? c.html(documentsPage(frameOf(c), list)) : c.json({ documents: list.map(summary) });
  });

  routes.post('/documents', requireRole('upload'), (c) =>
    c.req.header('content-type')?.startsWith('multipart/form-data') ? addFromForm(c) : addFromBody(c),
  );

  // For tests of long downloads: as many zero bytes as asked for.
  routes.get('/documents/zeros', requireUser, (c) => {
    const text = c.req.query('bytes') ?? '';
    const length = Number(text);
    if (!/^\d{1,10}$/.test(text) || length > MAX_ZEROS_BYTES)
      return problem(c, 400, 'bad_request', `"bytes" must be a whole number up to ${MAX_ZEROS_BYTES}.`);
    const headers = { 'content-type': 'application/octet-stream', 'content-length': text };
    return new Response(c.req.method === 'HEAD' || length === 0 ? null : zeros(length), { headers });
  });

  routes.get('/documents/:id', requireUser, (c) => {
    const { tenant } = c.var.visit.company;
    const document = documents.find(tenant, c.req.param('id'));
    if (document === null) return problem(c, 404, 'not_found', 'There is no such document.');
    return documentResponse(documents, tenant, document, c.req.raw);
  });

  async function addFromBody(c: Context<FreightEnv>): Promise<Response> {
    const name = documentName(c.req.query('name'));
    if (name === null)
      return problem(c, 400, 'bad_request', 'Give the document a "name" of up to 120 plain characters.');
    const document = await add(c, name, c.req.header('content-type'), c.req.raw.body as NodeReadableStream | null);
    if (document === null) return problem(c, 413, 'too_large', 'The document is larger than 5 GiB.');
    return c.json(summary(document), 201, { location: `/documents/${document.id}` });
  }

  /** For browsers without script. A form is parsed in memory, so it may not be large. */
  async function addFromForm(c: Context<FreightEnv>): Promise<Response> {
    const length = c.req.header('content-length');
    if (length === undefined) return problem(c, 411, 'length_required', 'Send forms with a Content-Length.');
    if (Number(length) > MAX_FORM_BYTES)
      return problem(c, 413, 'too_large', 'Without script, a file may have at most 8 MiB.');
    const file = await c.req.parseBody().then(
      (body) => body['file'],
      () => null,
    );
    const name = file instanceof File ? documentName(file.name) : null;
    if (!(file instanceof File) || name === null)
      return problem(c, 400, 'bad_request', 'Choose a file with a plain name.');
    await add(c, name, file.type, Readable.toWeb(Readable.from(file.stream() as unknown as AsyncIterable<Uint8Array>)));
    return c.redirect('/documents', 303);
  }

  async function add(c: Context<FreightEnv>, name: string, type: string | undefined, body: NodeReadableStream | null) {
    const { company, context } = c.var.visit;
    try {
      return await documents.add(company.tenant, { name, type: documentType(type), uploadedBy: context.user }, body);
    } catch (error) {
      if (error instanceof DocumentTooLarge) return null;
      throw error;
    }
  }

  return routes;
}

function summary({ id, name, type, sizeBytes, sha256, modified, uploadedBy }: StoredDocument) {
  return { id, name, type, size: sizeBytes, sha256, modified: modified.toISOString(), uploadedBy };
}
