export { createLocationCache, type LocationCache } from './location-cache.ts';
export { type AskFeeds, createRelay, type Relay } from './relay.ts';
