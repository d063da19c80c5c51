import { startDemo } from '#dev/demo/start-demo.ts'

// The demo with hot reload: pages change as their files do, RocketMQ and its traffic are real.
const demo = await startDemo({
  port: Number(process.env.PORT ?? 3000),
  dataDir: process.env.APOGEE_DATA_DIR ?? '.apogee',
  isDev: true,
  report: (line) => console.log(line),
})
console.log(`\n  Apogee        ${demo.url}\n  user          ${demo.user}\n  password      ${demo.password}\n`)

let isStopping = false
async function stop(): Promise<void> {
  if (isStopping) return
  isStopping = true
  await demo.stop()
  process.exit(0)
}
process.on('SIGINT', stop)
process.on('SIGTERM', stop)
