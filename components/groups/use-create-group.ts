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
import { createGroupEndpoint, getGroupEndpoint } from '#lib/groups/api.ts'
import type { NewGroup } from '#lib/groups/schema.ts'
import { groupKeys } from './queries.ts'

interface CreatedGroup {
  body: NewGroup
  outcome: Outcome
  command: string
}

interface CreateGroup {
  create: (body: NewGroup) => void
  /** Asks the brokers that failed once more; undefined while none of them is known by name. */
  retryFailed: (() => void) | undefined
  /** Reads whether the brokers that did not answer have it now. */
  checkUnknown: () => void
  isPending: boolean
  /** Why it failed as a whole, or why a retry or a check did. */
  error: unknown
  /** What each server did, where an attempt failed on all of them. */
  failedOutcome: Outcome | null
  created: CreatedGroup | null
}

/** Creates a group and follows it up, server by server. Nothing is retried by itself. */
export function useCreateGroup(clusterId: string, nameOf: (address: string) => string | null): CreateGroup {
  const t = useTranslations('groups.create')
  const queryClient = useQueryClient()
  const [created, setCreated] = useState<CreatedGroup | null>(null)
  // The same key until the console has answered: sending again after a lost connection cannot create twice.
  const [key, setKey] = useState(newIdempotencyKey)

  const send = async (body: NewGroup) => {
    try {
      const answer = await call(createGroupEndpoint, { params: { clusterId }, body }, { idempotencyKey: key })
      setKey(newIdempotencyKey())
      return answer
    } catch (error) {
      if (error instanceof ApiError) setKey(newIdempotencyKey())
      throw error
    } finally {
      void queryClient.invalidateQueries({ queryKey: groupKeys.all(clusterId) })
    }
  }

  const creation = useMutation({
    mutationFn: send,
    onSuccess: (answer, body) => setCreated({ body, outcome: toOutcome(answer, nameOf), command: answer.command }),
  })
  const retry = useMutation({
    mutationFn: async ({ body, outcome }: CreatedGroup) => {
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
    mutationFn: ({ body: { groupName } }: CreatedGroup) => call(getGroupEndpoint, { params: { clusterId, groupName } }),
    onSuccess: ({ configs, partial }, before) =>
      setCreated({ ...before, outcome: settleUnknown(before.outcome, { items: configs, partial }, t('notThere')) }),
  })

  const failed = created?.outcome.failed ?? []
  const canRetry = failed.length > 0 && failed.every(({ brokerName }) => brokerName !== null)
  const lists = creation.error instanceof ApiError ? listsOfProblem(creation.error) : null
  return {
    create: creation.mutate,
    retryFailed: canRetry && created ? () => retry.mutate(created) : undefined,
    checkUnknown: () => created && check.mutate(created),
    isPending: creation.isPending || retry.isPending || check.isPending,
    error: created ? (retry.error ?? check.error) : creation.error,
    failedOutcome: lists && toOutcome(lists, nameOf),
    created,
  }
}
