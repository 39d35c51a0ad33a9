/** Largest result of one call, in bytes (UP-11). */
export const resultLimitBytes = 8 * 1024 * 1024;
/** Largest message over HTTP, in bytes: a result and what stands around it. */
export const messageLimitBytes = resultLimitBytes + 65_536;
