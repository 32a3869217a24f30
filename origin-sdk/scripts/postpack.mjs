import { fileURLToPath } from 'node:url';
import { restore } from './manifest-swap.mjs';

// npm runs this after it has packed.
process.chdir(fileURLToPath(new URL('..', import.meta.url)));
restore();
