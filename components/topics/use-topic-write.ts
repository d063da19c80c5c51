'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import {
  listsOfProblem,
  mergeOutcome,
  type Outcome,
  settleUnknown,
  toOutcome,
} from '#components/layout/fan-out-outcome.ts'
import { ApiError, call } from '#lib/api/call.ts'
import type { FanOut } from '#lib/api/endpoint.ts'
import { getTopicConfigsEndpoint } from '#lib/topics/api.ts'
import type { Topic, TopicBrokerConfig } from '#lib/topics/schema.ts'
import { topicConfigsQuery, topicKeys } from './queries.ts'

interface TopicWriteOptions<Body> {
  clusterId: string
  topicName: string
  send: (body: Body) => Promise<FanOut<Topic> & { command: string }>
  /** What finishes what some brokers left undone; the API writes only to those. */
  again: (body: Body) => Body
  /** Whether a broker that gave no answer has done it after all. */
  holds: (config: TopicBrokerConfig, body: Body) => boolean
  /** What is said of one that has not. */
  notThere: string
  /** All is done and no broker was asked: there is nothing to show. */
  onPlainSuccess?: () => void
}

interface Written<Body> {
  body: Body
  outcome: Outcome
  command: string
}

interface TopicWrite<Body> {
  write: (body: Body) => void
  /** Sends once more to the brokers that failed; undefined while none did. */
  retryFailed: (() => void) | undefined
  /** Reads what the brokers that did not answer hold now. */
  checkUnknown: () => void
  isPending: boolean
  /** Why it failed as a whole, or why a retry or a check did. */
  error: unknown
  /** What each server did, where an attempt failed on all of them. */
  failedOutcome: Outcome | null
  written: Written<Body> | null
  reset: () => void
}

/** Changes a topic that exists and follows it up, broker by broker. Nothing is retried by itself. */
export function useTopicWrite<Body>(options: TopicWriteOptions<Body>): TopicWrite<Body> {
  const { clusterId, topicName, again, holds, notThere, onPlainSuccess } = options
  const queryClient = useQueryClient()
  const { data } = useQuery(topicConfigsQuery(clusterId, topicName))
  const nameOf = (address: string) => data?.items.find((item) => item.address === address)?.brokerName ?? null
  const [written, setWritten] = useState<Written<Body> | null>(null)

  const send = async (body: Body) => {
    try {
      return await options.send(body)
    } finally {
      void queryClient.invalidateQueries({ queryKey: topicKeys.all(clusterId) })
    }
  }
  const first = useMutation({
    mutationFn: send,
    onSuccess: (answer, body) => {
      const outcome = toOutcome(answer, nameOf)
      if (outcome.done.length + outcome.failed.length + outcome.unknown.length === 0) onPlainSuccess?.()
      else setWritten({ body, outcome, command: answer.command })
    },
  })
  const retry = useMutation({
    mutationFn: async ({ body }: Written<Body>) => toOutcome(await send(again(body)), nameOf),
    onSuccess: (next, before) => {
      // Whoever is not named any more holds it already.
      const left = before.outcome.failed.filter(
        ({ address }) => ![...next.done, ...next.failed, ...next.unknown].some((target) => target.address === address),
      )
      const merged = mergeOutcome(before.outcome, next)
      const outcome = {
        ...merged,
        done: [...merged.done, ...left.map((target) => ({ ...target, detail: '' }))],
        failed: merged.failed.filter((target) => !left.includes(target)),
      }
      setWritten({ ...before, outcome })
    },
    onError: (error, before) => {
      const lists = error instanceof ApiError ? listsOfProblem(error) : null
      if (lists) setWritten({ ...before, outcome: mergeOutcome(before.outcome, toOutcome(lists, nameOf)) })
    },
  })
  const check = useMutation({
    mutationFn: (_: Written<Body>) => call(getTopicConfigsEndpoint, { params: { clusterId, topicName } }),
    onSuccess: ({ items, partial }, before) => {
      const read = { items: items.filter((item) => item.isStale || holds(item, before.body)), partial }
      setWritten({ ...before, outcome: settleUnknown(before.outcome, read, notThere) })
    },
  })

  const lists = first.error instanceof ApiError ? listsOfProblem(first.error) : null
  return {
    write: (body) => first.mutate(body),
    retryFailed: written && written.outcome.failed.length > 0 ? () => retry.mutate(written) : undefined,
    checkUnknown: () => written && check.mutate(written),
    isPending: first.isPending || retry.isPending || check.isPending,
    error: written ? (retry.error ?? check.error) : first.error,
    failedOutcome: lists && toOutcome(lists, nameOf),
    written,
    reset: () => first.reset(),
  }
}
