export type { LiveConnections } from './live-connections.ts';
export { type CallTally, createMeters, type LiveReason, type Meters, type StateFigures } from './meters.ts';
export { METRICS_TYPE, metricsText } from './metrics-text.ts';
