import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folder that holds `worker/`, `rules/` and `wrangler.toml`. */
export const PROJECT_ROOT = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));
