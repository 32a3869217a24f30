export { createAskFeeds } from './ask-feeds.ts';
export { gatherNews } from './gather-news.ts';
export { createRefreshes, type Refreshes, type RefreshParts } from './refreshes.ts';
