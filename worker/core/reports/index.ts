export { createReportDesk, type ReportDesk, type ReportFigures } from './report-desk.ts';
export {
  addUpDays,
  dayOf,
  kindKey,
  MAX_KINDS_A_DAY,
  REPORT_DAYS,
  type ReportedKind,
  type RouteCounts,
  type StoredKind,
  type ViolationKind,
} from './reported-kind.ts';
