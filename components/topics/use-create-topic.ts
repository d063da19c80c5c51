'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import {
  listsOfProblem,
  mergeOutcome,
  type Outcome,
  settleUnknown,
  toOutcome,
} from '#components/layout/fan-out-outcome.ts'
import { newIdempotencyKey } from '#components/layout/idempotency-key.ts'
import { ApiError, call } from '#lib/api/call.ts'
import { createTopicEndpoint, getTopicConfigsEndpoint } from '#lib/topics/api.ts'
import type { NewTopic } from '#lib/topics/schema.ts'
import { topicKeys } from './queries.ts'
import { likeConfig } from './topic-draft.ts'

interface Created {
  body: NewTopic
  outcome: Outcome
  command: string
}

export interface CreateTopic {
  create: (body: NewTopic) => void
  /** Gives a topic that exists to further brokers, with the config that it has. */
  addTo: (topicName: string, brokerNames: string[]) => void
  /** Asks the brokers that failed once more; undefined while none of them is known by name. */
  retryFailed: (() => void) | undefined
  /** Reads whether the brokers that did not answer have it now. */
  checkUnknown: () => void
  isPending: boolean
  /** Why it failed as a whole, or why a retry or a check did. */
  error: unknown
  /** What each server did, where an attempt failed on all of them. */
  failedOutcome: Outcome | null
  created: Created | null
}

/** Creates a topic and follows it up, server by server. Nothing is retried by itself. */
export function useCreateTopic(clusterId: string, nameOf: (address: string) => string | null): CreateTopic {
  const t = useTranslations('topics.create')
  const queryClient = useQueryClient()
  const [created, setCreated] = useState<Created | null>(null)
  // The same key until the console has answered: sending again after a lost connection cannot create twice.
  const [key, setKey] = useState(newIdempotencyKey)

  const send = async (body: NewTopic) => {
    try {
      const answer = await call(createTopicEndpoint, { params: { clusterId }, body }, { idempotencyKey: key })
      setKey(newIdempotencyKey())
      return answer
    } catch (error) {
      if (error instanceof ApiError) setKey(newIdempotencyKey())
      throw error
    } finally {
      void queryClient.invalidateQueries({ queryKey: topicKeys.all(clusterId) })
    }
  }

  const creation = useMutation({
    mutationFn: send,
    onSuccess: (answer, body) => setCreated({ body, outcome: toOutcome(answer, nameOf), command: answer.command }),
  })
  const addition = useMutation({
    mutationFn: async ({ topicName, brokerNames }: { topicName: string; brokerNames: string[] }) => {
      const { items } = await call(getTopicConfigsEndpoint, { params: { clusterId, topicName } })
      const [held] = items
      if (!held) throw new Error(`No broker told the config of ${topicName}.`)
      const { cleanupPolicy, queueType, queuesPerBroker, ...config } = likeConfig(held)
      const body: NewTopic = {
        ...config,
        topicName,
        brokerNames,
        queuesPerBroker: queuesPerBroker ?? held.writeQueueNums,
        ...(cleanupPolicy !== 'DELETE' && { cleanupPolicy }),
        ...(queueType !== 'SimpleCQ' && { queueType }),
      }
      const answer = await send(body)
      setCreated({ body, outcome: toOutcome(answer, nameOf), command: answer.command })
    },
  })
  const retry = useMutation({
    mutationFn: async ({ body, outcome }: Created) => {
      const { clusterNames: _, ...rest } = body
      const brokerNames = outcome.failed.flatMap(({ brokerName }) => brokerName ?? [])
      return toOutcome(await send({ ...rest, brokerNames }), nameOf)
    },
    onSuccess: (again, before) => setCreated({ ...before, outcome: mergeOutcome(before.outcome, again) }),
    onError: (error, before) => {
      const lists = error instanceof ApiError ? listsOfProblem(error) : null
      if (lists) setCreated({ ...before, outcome: mergeOutcome(before.outcome, toOutcome(lists, nameOf)) })
    },
  })
  const check = useMutation({
    mutationFn: ({ body }: Created) =>
      call(getTopicConfigsEndpoint, { params: { clusterId, topicName: body.topicName } }),
    onSuccess: (read, before) => setCreated({ ...before, outcome: settleUnknown(before.outcome, read, t('notThere')) }),
  })

  const failed = created?.outcome.failed ?? []
  const canRetry = failed.length > 0 && failed.every(({ brokerName }) => brokerName !== null)
  const error = creation.error ?? addition.error
  const lists = error instanceof ApiError ? listsOfProblem(error) : null
  return {
    create: (body) => {
      addition.reset()
      creation.mutate(body)
    },
    addTo: (topicName, brokerNames) => {
      creation.reset()
      addition.mutate({ topicName, brokerNames })
    },
    retryFailed: canRetry && created ? () => retry.mutate(created) : undefined,
    checkUnknown: () => created && check.mutate(created),
    isPending: creation.isPending || addition.isPending || retry.isPending || check.isPending,
    error: created ? (retry.error ?? check.error) : error,
    failedOutcome: lists && toOutcome(lists, nameOf),
    created,
  }
}
