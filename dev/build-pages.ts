import { ensureBuild } from '#lib/start/ensure-build.ts'

/**
 * Where the browser tests find the console: behind a reverse proxy and below a path. What works there works at the root too, the
 * other way round it often does not.
 */
export const testConsole = {
  port: 3998,
  basePath: '/apogee',
  url: 'http://localhost:3998/apogee',
  /** As the proxy asks it: some things are told to who is on this machine and comes through no proxy. */
  directUrl: 'http://127.0.0.1:3999/apogee',
}

/** Builds the pages for the browser tests, so that `npm test` can do it beside tests that mostly wait. */
if (import.meta.main) {
  await ensureBuild(testConsole.url, testConsole.basePath, console.log, new AbortController().signal)
}
