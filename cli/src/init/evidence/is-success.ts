/** Whether the app took the request: success, redirect, not modified, or a switch to WebSocket. */
export function isSuccess(status: number | null): boolean {
  return status !== null && ((status >= 200 && status < 400) || status === 101);
}
