/**
 * Path of the public URL (`/apogee`, or empty). Next prefixes its own links, scripts and router calls with it; only plain URLs
 * (fetch, EventSource, a copied link) need it by hand. Fixed at build time by next.config.ts.
 */
export const basePath: string = process.env.NEXT_PUBLIC_BASE_PATH ?? ''
