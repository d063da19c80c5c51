import type { Context } from '#lib/users/context.ts'

export interface JobTask<Input = unknown, Item = unknown> {
  clusterId: string
  target: string
  /** What is the same for all items. */
  input: Input
  item: Item
}

/** What a job of this kind does to one item. */
export interface JobKindDef {
  /** Items under way at once. */
  concurrency: number
  /**
   * Does it, by a verb that checks the rights of the starter and writes its own audit row. A fan-out counts by its lists, anything
   * else as done; what it throws counts as failed, except that a protected thing is skipped.
   */
  perform(ctx: Context, task: JobTask): Promise<unknown>
  /**
   * Was it done, by a run that died while it was under way? Without this nobody can tell, and its fate stays unknown.
   */
  wasDone?(ctx: Context, task: JobTask): Promise<boolean>
}

/** What `perform` answers for an item that is done and has something to say. */
export class Found {
  readonly code: string | null
  readonly remark: string

  constructor(code: string | null, remark: string) {
    this.code = code
    this.remark = remark
  }
}

/** What `perform` answers for an item that needs nothing. */
export class Skipped {
  readonly code: string
  readonly remark: string

  constructor(code: string, remark: string) {
    this.code = code
    this.remark = remark
  }
}
