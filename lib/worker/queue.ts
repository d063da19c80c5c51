import { PgBoss } from 'pg-boss'
import { log } from '#lib/log.ts'

/** A queue and how its jobs are tried again. All times in seconds, as pg-boss counts. */
export interface QueueOptions {
  name: string
  /** How often a failed job is tried again; then it lies in the queue `<name>.dead`. */
  retryLimit: number
  /** Before the first try again; doubled for each further one, with chance in it. */
  retryDelaySeconds: number
  /** A job that takes longer counts as failed. */
  expireInSeconds: number
  /** A job whose worker was silent for so long counts as failed, at least 10: the worker has died. Never, when absent. */
  heartbeatSeconds?: number
}

/** So that back-off of a job that failed often does not put it off for days. */
const RETRY_DELAY_MAX_SECONDS = 3600

export interface Job<T> {
  jobId: string
  data: T
  /** Aborts when the worker stops or the job's time is over. */
  signal: AbortSignal
}

export interface Queue {
  /**
   * @param onceKey jobs of the same key within an hour become one
   * @returns the id, or null when there is one with that key
   */
  enqueue<T extends object>(
    name: string,
    data: T,
    options?: { onceKey?: string; startAfter?: Date },
  ): Promise<string | null>
  /** Runs the jobs of a queue, `concurrency` at a time. What `run` throws makes the job fail and be tried again. */
  work<T extends object>(name: string, concurrency: number, run: (job: Job<T>) => Promise<void>): Promise<void>
  /** Lets running jobs end for up to `timeoutMs`; those that do not are tried again by another worker. */
  stop(timeoutMs: number): Promise<void>
}

/**
 * One-shot work through Postgres: at least once, so what a job does must bear being done twice.
 * @param isWorker web processes only enqueue; they leave the upkeep of the tables to the workers
 */
export async function startQueue(databaseUrl: string, queues: QueueOptions[], isWorker: boolean): Promise<Queue> {
  const boss = new PgBoss({
    connectionString: databaseUrl,
    application_name: 'apogee queue',
    max: 4,
    schedule: false,
    supervise: isWorker,
    // How soon the jobs of a worker that has died are noticed.
    superviseIntervalSeconds: 5,
    monitorIntervalSeconds: 5,
  })
  boss.on('error', (error) => log.warn({ error }, 'The queue has a problem; it goes on'))
  await boss.start()
  for (const { name, retryLimit, retryDelaySeconds, expireInSeconds, heartbeatSeconds } of queues) {
    const deadLetter = `${name}.dead`
    await boss.createQueue(deadLetter)
    await boss.createQueue(name, { deadLetter })
    // What is there already keeps its options, so they are written again.
    await boss.updateQueue(name, {
      retryLimit,
      retryDelay: retryDelaySeconds,
      retryBackoff: true,
      retryDelayMax: RETRY_DELAY_MAX_SECONDS,
      expireInSeconds,
      heartbeatSeconds: heartbeatSeconds ?? null,
      deadLetter,
    })
  }
  return {
    enqueue: (name, data, { onceKey, startAfter } = {}) =>
      boss.send(name, data, {
        ...(onceKey !== undefined && { singletonKey: onceKey, singletonSeconds: 3600 }),
        ...(startAfter && { startAfter }),
      }),
    work: async <T extends object>(name: string, concurrency: number, run: (job: Job<T>) => Promise<void>) => {
      await boss.work<T>(name, { pollingIntervalSeconds: 0.5, localConcurrency: concurrency }, async (jobs) => {
        for (const job of jobs) await run({ jobId: job.id, data: job.data, signal: job.signal })
      })
    },
    stop: (timeoutMs) => boss.stop({ graceful: true, timeout: timeoutMs }),
  }
}
