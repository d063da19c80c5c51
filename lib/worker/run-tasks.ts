import { db } from '#lib/db/db.ts'
import { log } from '#lib/log.ts'
import { workerContext } from '#lib/users/context.ts'
import { leaseTimes, whileHolding } from '#lib/worker/lease.ts'
import { type Clock, runLoop } from '#lib/worker/loop.ts'
import { compareLanes, type Lane, laneName, lanesOf, type PeriodicTask } from '#lib/worker/tasks.ts'

interface RunningLane {
  stop: AbortController
  hasEnded: Promise<void>
}

/** How soon a new cluster is looked after, and one that was removed left alone. */
const lookMs = 5000

/**
 * Runs the tasks until the signal aborts: contends for the lease of each and works while it holds it. Resolves when everything
 * has ended.
 */
export async function runTasks(
  tasks: readonly PeriodicTask[],
  workerId: string,
  clock: Clock,
  signal: AbortSignal,
  times = leaseTimes,
): Promise<void> {
  const lanes = new Map<string, RunningLane>()
  const look = async () => {
    const clusters = await db().cluster.findMany({ where: { removedAt: null }, select: { clusterId: true } })
    const wanted = lanesOf(
      tasks,
      clusters.map(({ clusterId }) => clusterId),
    )
    const { start, stop } = compareLanes(new Set(lanes.keys()), wanted)
    for (const name of stop) lanes.get(name)?.stop.abort()
    for (const lane of start) {
      const name = laneName(lane)
      const own = new AbortController()
      const hasEnded = runLane(lane, workerId, clock, AbortSignal.any([signal, own.signal]), times).finally(() =>
        lanes.delete(name),
      )
      lanes.set(name, { stop: own, hasEnded })
    }
  }
  await runLoop({ name: 'look for clusters', periodMs: Math.min(lookMs, times.retryMs), run: look }, clock, signal)
  await Promise.all([...lanes.values()].map(({ hasEnded }) => hasEnded))
}

async function runLane(
  lane: Lane,
  workerId: string,
  clock: Clock,
  signal: AbortSignal,
  times: typeof leaseTimes,
): Promise<void> {
  const { task, scope } = lane
  const work = (lease: Parameters<Parameters<typeof whileHolding>[2]>[0], held: AbortSignal) => {
    log.info({ task: task.name, scope, fencingToken: String(lease.fencingToken) }, 'This worker has taken a task')
    const run = async (now: Date) => {
      const ctx = workerContext(held)
      if (task.per === 'cluster') await task.run(ctx, { now, lease, clusterId: scope })
      else await task.run(ctx, { now, lease })
    }
    return runLoop({ name: laneName(lane), periodMs: task.periodMs, run }, clock, held)
  }
  await whileHolding({ task: task.name, scope }, workerId, work, clock, signal, times)
}
