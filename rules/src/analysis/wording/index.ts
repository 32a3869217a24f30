export { eitherOf, formatBytes, formatDayAndMoment, formatMoment, formatSeconds } from './format-quantity.ts';
export { originHeaderText } from './origin-header-text.ts';
