/** Documents of a page at most. */
export const PAGE_KEPT = 200;

/** After values of so many bytes, no further document of the page is read. */
export const MAX_PAGE_BYTES = 512 * 1024;
