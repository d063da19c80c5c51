import type { Context } from '#lib/users/context.ts'
import type { HeldLease } from '#lib/worker/lease.ts'

export interface TaskRun {
  now: Date
  lease: HeldLease
}

/** Periodic work that one worker of all does at a time: for the whole console, or for each registered cluster by itself. */
export type PeriodicTask =
  | { name: string; periodMs: number; per: 'console'; run(ctx: Context, input: TaskRun): Promise<unknown> }
  | {
      name: string
      periodMs: number
      per: 'cluster'
      run(ctx: Context, input: TaskRun & { clusterId: string }): Promise<unknown>
    }

/** One line of work: a task, for one cluster or (scope empty) for the whole console. */
export interface Lane {
  task: PeriodicTask
  scope: string
}

/** What a worker should contend for, given the clusters there are. */
export function lanesOf(tasks: readonly PeriodicTask[], clusterIds: readonly string[]): Lane[] {
  return tasks.flatMap((task): Lane[] =>
    task.per === 'console' ? [{ task, scope: '' }] : clusterIds.map((scope) => ({ task, scope })),
  )
}

/** How the lanes that run differ from those that should. */
export function compareLanes(running: ReadonlySet<string>, wanted: readonly Lane[]): { start: Lane[]; stop: string[] } {
  const names = new Set(wanted.map(laneName))
  return {
    start: wanted.filter((lane) => !running.has(laneName(lane))),
    stop: [...running].filter((name) => !names.has(name)),
  }
}

export const laneName = ({ task, scope }: Lane): string => (scope === '' ? task.name : `${task.name} ${scope}`)
