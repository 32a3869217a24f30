import Link from 'next/link';
import { Counter } from './counter.jsx';

// biome-ignore lint/style/noDefaultExport: Next.js calls the default export
export default function Page() {
  return (
    <main>
      <h1>Next</h1>
      <Counter />
      <Link href="/notes">notes</Link>
    </main>
  );
}
