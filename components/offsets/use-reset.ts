'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { groupKeys } from '#components/groups/queries.ts'
import { newIdempotencyKey } from '#components/layout/idempotency-key.ts'
import { ApiError, call } from '#lib/api/call.ts'
import { previewOffsetResetEndpoint, previewOffsetRestoreEndpoint, resetOffsetsEndpoint } from '#lib/offsets/api.ts'
import type { OffsetReset, ResetPreview, ResetScope, ResetTarget } from '#lib/offsets/schema.ts'
import { resetQuery } from './queries.ts'

export interface ResetQuestion {
  scope: ResetScope
  target: ResetTarget
}

interface Previewed {
  question: ResetQuestion
  preview: ResetPreview
  /** The same until the console has answered: sent again after a lost connection, the answer is that of the first time. */
  key: string
}

/** Preview, apply and follow up a reset. */
export function useReset(clusterId: string, groupName: string) {
  const queryClient = useQueryClient()
  const params = { clusterId, groupName }
  const [previewed, setPreviewed] = useState<Previewed | null>(null)
  const [resetId, setResetId] = useState<string | null>(null)

  const preview = useMutation({
    mutationFn: async (question: ResetQuestion): Promise<Previewed> => {
      const { scope, target } = question
      // The way that needs the right to restore alone, and takes the whole snapshot.
      const isWhole = target.kind === 'SNAPSHOT' && Object.keys(scope).length === 0
      const answer = isWhole
        ? await call(previewOffsetRestoreEndpoint, { params: { ...params, snapshotId: target.snapshotId } })
        : await call(previewOffsetResetEndpoint, { params, body: question })
      return { question, preview: answer, key: newIdempotencyKey() }
    },
    onSuccess: (made) => {
      setPreviewed(made)
      setResetId(null)
    },
  })
  const apply = useMutation({
    mutationFn: ({ reason }: { reason: string }) => {
      if (!previewed) throw new Error('There is nothing to apply')
      const body = { previewId: previewed.preview.previewId, ...(reason !== '' && { reason }) }
      return call(resetOffsetsEndpoint, { params, body }, { idempotencyKey: previewed.key })
    },
    onSuccess: ({ resetId: made }) => setResetId(made),
    onError: (error) => {
      // Not one queue was reset, as far as is known; what is known is in the row of the reset.
      const made = error instanceof ApiError ? error.problem.resetId : undefined
      if (typeof made === 'string') setResetId(made)
    },
    // Offsets, lag, snapshots and past resets: all that is said of the group.
    onSettled: () => queryClient.invalidateQueries({ queryKey: groupKeys.one(clusterId, groupName) }),
  })
  const followed = useQuery({ ...resetQuery(clusterId, groupName, resetId ?? ''), enabled: resetId !== null })
  const answered: OffsetReset | undefined = apply.data?.resetId === resetId ? apply.data : undefined
  return {
    preview: (question: ResetQuestion) => {
      apply.reset()
      preview.mutate(question)
    },
    isPreviewing: preview.isPending,
    previewError: preview.error,
    previewed,
    /** Back to the question. */
    drop: () => {
      preview.reset()
      apply.reset()
      setPreviewed(null)
    },
    apply: (reason: string) => apply.mutate({ reason }),
    isApplying: apply.isPending,
    applyError: apply.error,
    hasResult: resetId !== null,
    result: followed.data ?? answered ?? null,
    resultError: followed.error,
  }
}
