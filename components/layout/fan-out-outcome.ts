import { z } from 'zod'
import type { ApiError } from '#lib/api/call.ts'
import { type FanOut, fanOut } from '#lib/api/endpoint.ts'

export interface Target {
  address: string
  /** Null while the console does not know which broker is at the address. */
  brokerName: string | null
  /** Why it is not done: of a refusal the broker's own words. Empty when it is. */
  detail: string
}

/** What became of a write, server by server. */
export interface Outcome {
  done: Target[]
  failed: Target[]
  unknown: Target[]
}

type Lists = Pick<FanOut<unknown>, 'done' | 'failed' | 'unknown'>
type NotDone = Lists['failed'][number]

const ProblemLists = fanOut(z.unknown())

/** @param nameOf broker at an address, null when not known */
export function toOutcome(lists: Lists, nameOf: (address: string) => string | null): Outcome {
  const notDone = ({ target, error }: NotDone): Target => ({
    address: target,
    brokerName: error.broker?.brokerName ?? nameOf(target),
    detail: error.broker
      ? `${error.broker.responseCodeName} (${error.broker.responseCode}): ${error.broker.remark}`
      : error.detail,
  })
  return {
    done: lists.done.map(({ target }) => ({ address: target, brokerName: nameOf(target), detail: '' })),
    failed: lists.failed.map(notDone),
    unknown: lists.unknown.map(notDone),
  }
}

/** A write that no server did fails as a whole; its answer still says what each of them did. */
export function listsOfProblem({ problem }: ApiError): Lists | null {
  const parsed = ProblemLists.safeParse(problem)
  return parsed.success ? parsed.data : null
}

/** The outcome after some of its servers were asked once more. */
export function mergeOutcome(before: Outcome, again: Outcome): Outcome {
  const asked = new Set([...again.done, ...again.failed, ...again.unknown].map(({ address }) => address))
  const rest = (targets: Target[]) => targets.filter(({ address }) => !asked.has(address))
  return {
    done: [...rest(before.done), ...again.done],
    failed: [...rest(before.failed), ...again.failed],
    unknown: [...rest(before.unknown), ...again.unknown],
  }
}

/** The brokers that hold the object now, as its configs were read once more. */
export interface ReadAgain {
  items: readonly { address: string; isStale: boolean }[]
  partial?: readonly { address: string }[] | undefined
}

/** Settles what was unknown by what the brokers hold now; one that is still silent stays unknown. */
export function settleUnknown(outcome: Outcome, read: ReadAgain, notThere: string): Outcome {
  const holds = new Set(read.items.filter(({ isStale }) => !isStale).map(({ address }) => address))
  const silent = new Set([
    ...(read.partial ?? []).map(({ address }) => address),
    ...read.items.filter(({ isStale }) => isStale).map(({ address }) => address),
  ])
  const settled: Outcome = { done: [], failed: [], unknown: [] }
  for (const target of outcome.unknown) {
    if (holds.has(target.address)) settled.done.push({ ...target, detail: '' })
    else if (silent.has(target.address)) settled.unknown.push(target)
    else settled.failed.push({ ...target, detail: notThere })
  }
  return mergeOutcome(outcome, settled)
}
