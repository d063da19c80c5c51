import { mkdirSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import { benchAlarms } from '#dev/bench/alarms.ts'
import { benchAudit } from '#dev/bench/audit.ts'
import { benchCodec } from '#dev/bench/codec.ts'
import { benchConsole, benchStartTime } from '#dev/bench/console.ts'
import { benchManage } from '#dev/bench/manage.ts'
import { benchMetrics } from '#dev/bench/metrics.ts'
import { benchRemoting } from '#dev/bench/remoting.ts'
import type { BenchResult } from '#dev/bench/result.ts'
import { benchScopes } from '#dev/bench/scopes.ts'
import { benchSoak } from '#dev/bench/soak.ts'

const benchmarks: Record<string, () => Promise<BenchResult[]>> = {
  codec: benchCodec,
  remoting: benchRemoting,
  console: benchConsole,
  manage: benchManage,
  alarms: benchAlarms,
  audit: benchAudit,
  metrics: benchMetrics,
  scopes: benchScopes,
  start: benchStartTime,
  soak: benchSoak,
}
/** Only when asked for: it takes an hour. */
const hourLong = 'soak'

const asked = process.argv.slice(2)
const foreign = asked.filter((name) => !(name in benchmarks))
if (foreign.length > 0) {
  console.error(`No benchmark ${foreign.join(', ')}. There are: ${Object.keys(benchmarks).join(', ')}.`)
  process.exit(2)
}

const machine = `${os.cpus().length} × ${os.cpus()[0]?.model.trim() ?? os.arch()}, ${Math.round(os.totalmem() / 2 ** 30)} GiB, Node ${process.version}`
const all: (BenchResult & { benchmark: string })[] = []
for (const name of asked.length > 0 ? asked : Object.keys(benchmarks).filter((each) => each !== hourLong)) {
  for (const result of (await benchmarks[name]?.()) ?? []) {
    all.push({ benchmark: name, ...result })
    // The table comes at the end; a later benchmark that fails must not take these along.
    console.error(`${result.what}: ${result.figure}`)
  }
}

console.log(
  `\n${machine}\nPeer: the Java dashboard 2.1.x over its HTTP API, 2 cores, one 5.3.3 broker with 15,000 topics\n`,
)
console.table(
  all.map(({ what, figure, goal, isMet, peer }) => ({
    what,
    figure,
    goal: goal ?? '',
    met: isMet === null ? '' : isMet ? 'yes' : 'NO',
    peer: peer ?? '',
  })),
)
mkdirSync('.apogee/bench', { recursive: true })
writeFileSync(
  '.apogee/bench/result.json',
  `${JSON.stringify({ machine, at: new Date().toISOString(), results: all }, null, 2)}\n`,
)
process.exit(0)
