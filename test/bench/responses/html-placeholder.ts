/** Stands for the nonce in the pages that are streamed. */
export const HTML_PLACEHOLDER = 'q8ZcT2mWk4YvR7bNfX1dLs';
