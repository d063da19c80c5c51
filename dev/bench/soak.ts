import { setTimeout as delay } from 'node:timers/promises'
import { residentMb } from '#dev/bench/console.ts'
import { get } from '#dev/bench/get.ts'
import type { BenchResult } from '#dev/bench/result.ts'
import { startDemo } from '#dev/demo/start-demo.ts'

const MINUTE_MS = 60_000
/** Before that, caches fill and code is compiled. */
const WARM_UP_MINUTES = 10
const PAGE_EVERY_MS = 2_000

/** What somebody looks at all day, in turn. */
const pages = [
  '/overview',
  '/topics?pageSize=50&sort=-inTps',
  '/topics?pageSize=50&sort=-worstLag',
  '/groups?pageSize=50&sort=-lagTimeMs',
  '/groups?pageSize=50&q=_00&page=3',
  '/clients?pageSize=50',
  '/brokers',
  '/messages?topic=demo_orders&mode=newest&n=64&pageSize=20',
  '/api/v1/clusters',
  '/api/v1/search?q=order',
]

/**
 * One hour (`SOAK_MINUTES` for another time) of sampling, traffic and pages at 10,000 topics and 5,000 groups: does memory grow?
 * Compares the mean of the last ten minutes with that of the ten after the warm-up.
 */
export async function benchSoak(): Promise<BenchResult[]> {
  const minutes = Number(process.env.SOAK_MINUTES ?? 60)
  const demo = await startDemo({
    port: 3995,
    dataDir: '.apogee/bench',
    asInProduction: true,
    withScale: true,
    withTraffic: true,
    report: (line) => console.error(line),
  })
  try {
    const samples: { web: number; worker: number }[] = []
    let pagesRead = 0
    let failures = 0
    for (let minute = 0; minute < minutes; minute++) {
      const endsAt = Date.now() + MINUTE_MS
      while (Date.now() < endsAt) {
        // One page that a busy broker did not answer must not end an hour; it is counted.
        await get(demo, pages[pagesRead++ % pages.length] ?? '').catch((error: unknown) => {
          failures++
          console.error(error instanceof Error ? error.message : error)
        })
        await delay(Math.min(PAGE_EVERY_MS, Math.max(0, endsAt - Date.now())))
      }
      const [web, worker] = [residentMb(demo.pids.web ?? 0), residentMb(demo.pids.worker ?? 0)]
      samples.push({ web, worker })
      console.error(`minute ${minute + 1}: web ${Math.round(web)} MB, worker ${Math.round(worker)} MB`)
    }
    const unanswered: BenchResult = {
      what: `pages without an answer, of ${pagesRead}`,
      figure: String(failures),
      goal: '0',
      isMet: failures === 0,
    }
    const memory = (['web', 'worker'] as const).map((name): BenchResult => {
      const mean = (part: typeof samples) => part.reduce((sum, each) => sum + each[name], 0) / part.length
      const early = mean(samples.slice(WARM_UP_MINUTES, 2 * WARM_UP_MINUTES))
      const late = mean(samples.slice(-WARM_UP_MINUTES))
      const growth = Math.round((late / early - 1) * 100)
      return {
        what: `memory of ${name} in ${minutes} minutes: minutes 11–20, last 10`,
        figure: `${Math.round(early)} MB, ${Math.round(late)} MB (${growth > 0 ? '+' : ''}${growth} %)`,
        goal: '≤ +10 %',
        isMet: growth <= 10,
      }
    })
    return [...memory, unanswered]
  } finally {
    await demo.stop()
  }
}
