import { parseArgs } from 'node:util'
import { type Demo, startDemo } from '#dev/demo/start-demo.ts'
import { type RocketmqVersion, rocketmqVersions } from '#dev/rocketmq/versions.ts'

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: process.env.PORT ?? '3000' },
    data: { type: 'string', default: process.env.APOGEE_DATA_DIR ?? '.apogee' },
    version: { type: 'string' },
    scale: { type: 'boolean', default: false },
    'no-traffic': { type: 'boolean', default: false },
    // Hot reload: pages change as their files do.
    dev: { type: 'boolean', default: false },
  },
})

const port = Number(values.port)
if (!Number.isInteger(port) || port < 1 || port > 65535) {
  console.error(`--port ${values.port} is not a port. Give a number between 1 and 65535.`)
  process.exit(2)
}

if (values.version !== undefined && !rocketmqVersions.some((version) => version === values.version)) {
  console.error(`--version ${values.version} is not one of ${rocketmqVersions.join(', ')}.`)
  process.exit(2)
}

let starting: Promise<Demo> | undefined
const aborted = new AbortController()
let isStopping = false

/** Once, whether Ctrl-C reached us through the terminal, through npm, or both. */
async function stop(): Promise<void> {
  if (isStopping) return
  isStopping = true
  console.log('\nStopping')
  aborted.abort()
  const demo = await starting?.catch(() => undefined) // it has stopped what it had started
  await demo?.stop()
  process.exit(process.exitCode ?? 0)
}
process.on('SIGINT', stop)
process.on('SIGTERM', stop)

try {
  starting = startDemo({
    port,
    dataDir: values.data,
    ...(values.version && { version: values.version as RocketmqVersion }), // one of the list, checked above
    withScale: values.scale,
    withTraffic: !values['no-traffic'],
    isDev: values.dev,
    report: (line) => console.log(line),
    signal: aborted.signal,
  })
  const demo = await starting
  console.log(
    `\n  Apogee        ${demo.url}\n  user          ${demo.user}\n  password      ${demo.password}\n  notices       ${demo.notices}\n\n  Ctrl-C stops everything.\n`,
  )
  demo.onExit((name) => {
    if (isStopping) return
    console.error(`${name} ended; stopping the demo.`)
    process.exitCode = 1
    void stop()
  })
} catch (error) {
  if (!isStopping) {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
    await stop()
  }
}
