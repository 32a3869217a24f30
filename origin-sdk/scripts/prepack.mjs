import { fileURLToPath } from 'node:url';
import { build } from './build.mjs';
import { swapIn } from './manifest-swap.mjs';

// npm runs this before it packs. In the workspace the package is its sources; in the tarball it is what was built.
process.chdir(fileURLToPath(new URL('..', import.meta.url)));
build();
await swapIn();
