import path from 'node:path'
import next from 'next'
import { disconnectDb } from '#lib/db/db.ts'
import { env } from '#lib/env.ts'
import { log } from '#lib/log.ts'
import { declareProcessMetrics } from '#lib/process-metrics.ts'
import { untilTold } from '#lib/start/until-told.ts'
import { version } from '#lib/start/version.ts'
import { announceSetupCode } from '#lib/users/setup-code.ts'
import { declareConsoleMetrics } from '#lib/web/console-metrics.ts'
import { closeListener, createListener } from '#lib/web/listener.ts'
import { readRoutesManifest, routeLabels } from '#lib/web/route-label.ts'

const root = path.resolve(import.meta.dirname, '../..')
/** Streams have no end of their own; they are cut after this. */
const drainMs = 3000

const signal = untilTold()
const isDev = process.argv.includes('--dev')
const { PORT, HOST, APOGEE_TRUSTED_PROXIES, APOGEE_ADMIN_NAME, basePath } = env()

async function prepareSetUp(): Promise<void> {
  if (APOGEE_ADMIN_NAME !== undefined) {
    // Only then, for it brings the password hashing with it.
    const { ensureFirstAdministrator } = await import('#lib/users/ensure-first-administrator.ts')
    await ensureFirstAdministrator()
  }
  await announceSetupCode()
}

declareProcessMetrics(version)
declareConsoleMetrics()
const app = next({ dev: isDev, dir: root, hostname: HOST, port: PORT, quiet: true })
await Promise.all([prepareSetUp(), app.prepare()])
const server = createListener({
  handle: app.getRequestHandler(),
  trustedProxies: APOGEE_TRUSTED_PROXIES,
  basePath,
  routeLabel: routeLabels(isDev ? { staticRoutes: [], dynamicRoutes: [] } : readRoutesManifest(root), basePath),
})
// Hot reload; a build has no use for upgrades, so without `--dev` they are refused.
const upgrade = isDev ? app.getUpgradeHandler() : null
server.on('upgrade', (request, socket, head) => {
  if (upgrade) void upgrade(request, socket, head)
  else socket.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n')
})

await new Promise<void>((resolve) => {
  server.once('error', (error) => {
    // Next keeps a process alive whose exceptions nobody handles.
    log.error({ host: HOST, port: PORT, error }, 'Cannot listen')
    process.exit(1)
  })
  server.listen(PORT, HOST, resolve)
})
process.send?.({ ready: true })
log.info({ host: HOST, port: PORT, basePath }, 'Listening')

await new Promise((resolve) => signal.addEventListener('abort', resolve))
await closeListener(server, drainMs)
await disconnectDb()
// Next, and connections to brokers, keep timers of their own.
process.exit(0)
