import { revalidatePath } from 'next/cache';

const notes = [];

/** Called by the page's form, at the address of the page itself. */
async function add(form) {
  'use server';
  notes.push(form.get('note'));
  revalidatePath('/notes');
}

export const dynamic = 'force-dynamic';

// biome-ignore lint/style/noDefaultExport: Next.js calls the default export
export default function Notes() {
  return (
    <main>
      <h1>Notes</h1>
      <form action={add}>
        <input name="note" aria-label="note" />
        <button type="submit">add</button>
      </form>
      <ul>
        {notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
    </main>
  );
}
