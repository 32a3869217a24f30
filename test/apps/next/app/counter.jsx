'use client';
import { useState } from 'react';

/** Counts only once the page's own scripts have run. */
export function Counter() {
  const [count, setCount] = useState(0);
  return (
    <button type="button" onClick={() => setCount(count + 1)}>
      clicked {count}
    </button>
  );
}
