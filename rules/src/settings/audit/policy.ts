export interface AuditSetting {
  /** `refusals`: refused requests only. `requests`: every request, on the log. `required`: every request, kept before it is forwarded. */
  readonly audit: 'refusals' | 'requests' | 'required';
}
