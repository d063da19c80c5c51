'use client'

import { useMutation } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { problemOf } from '#components/layout/states/problem-words.ts'
import { call } from '#lib/api/call.ts'
import { deleteTopicEndpoint, getTopicConfigsEndpoint } from '#lib/topics/api.ts'
import type { DeleteTopicStep } from '#lib/topics/schema.ts'
import { mergeSteps, settleSteps, stepsOfProblem } from './deletion-steps.ts'

interface Deletion {
  steps: DeleteTopicStep[]
  force: boolean
}

interface DeleteTopic {
  remove: (force: boolean) => void
  /** Sends the same again, which does what was left. */
  retry: () => void
  /** Reads whether the brokers that did not answer still have it. */
  check: () => void
  isPending: boolean
  /** Why it failed as a whole, or why a retry or a check did. */
  error: unknown
  /** Null until a step was taken. */
  deletion: Deletion | null
}

/** Deletes a topic and follows it up, step by step. Nothing is retried by itself. */
export function useDeleteTopic(clusterId: string, topicName: string): DeleteTopic {
  const t = useTranslations('topics.delete')
  const [deletion, setDeletion] = useState<Deletion | null>(null)
  const params = { clusterId, topicName }

  const send = useMutation({
    mutationFn: async (force: boolean) => {
      const answer = await call(deleteTopicEndpoint, { params, query: { confirm: topicName, force } })
      return 'dryRun' in answer ? [] : answer.steps
    },
    onSuccess: (steps, force) => setDeletion((before) => ({ force, steps: mergeSteps(before?.steps ?? [], steps) })),
    onError: (error, force) => {
      const steps = stepsOfProblem(problemOf(error))
      if (steps) setDeletion((before) => ({ force, steps: mergeSteps(before?.steps ?? [], steps) }))
    },
  })
  const check = useMutation({
    mutationFn: async () => {
      try {
        return await call(getTopicConfigsEndpoint, { params })
      } catch (error) {
        if (problemOf(error)?.code === 'NOT_FOUND') return null
        throw error
      }
    },
    onSuccess: (read) =>
      setDeletion((before) => before && { ...before, steps: settleSteps(before.steps, read, t('stillThere')) }),
  })
  return {
    remove: (force) => send.mutate(force),
    retry: () => send.mutate(deletion?.force ?? false),
    check: () => check.mutate(),
    isPending: send.isPending || check.isPending,
    error: send.error ?? check.error,
    deletion,
  }
}
