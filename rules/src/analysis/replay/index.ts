export type { RequestGroup } from './groups.ts';
export { parseHar } from './har-log.ts';
export type { Visitors } from './judge.ts';
export { detectFormat, LINE_PARSERS, LOG_FORMATS, type LogFormat } from './log-format.ts';
export { type LoggedRequest, loggedRequest, type ParsedEntry } from './logged-request.ts';
export type { LoggableFact } from './missing-facts.ts';
export { createObservedLog, type ObservedLog, type ObservedResult } from './observed-log.ts';
export { plainText } from './plain-text.ts';
export { type Change, createReplay, type Replay, type ReplayResult, type Treatment } from './replay.ts';
