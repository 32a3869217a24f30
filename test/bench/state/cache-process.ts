import { startCacheServer } from '../../support/cache-server.ts';

/** The cache of a location in a process of its own, so that the load's process does not slow it. */
const { url } = await startCacheServer();
process.send?.(url);
process.on('disconnect', () => process.exit());
