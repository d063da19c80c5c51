'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useId, useState } from 'react'
import { listsOfProblem, mergeOutcome, type Outcome, toOutcome } from '#components/layout/fan-out-outcome.ts'
import { ApiError, call } from '#lib/api/call.ts'
import { repairRolesEndpoint } from '#lib/roles/api.ts'
import type { RolePreview, WrittenRole, WrittenRoles } from '#lib/roles/write-schema.ts'
import { roleKeys } from './queries.ts'
import { useBrokerWords } from './use-broker-words.ts'

type Written = WrittenRole | WrittenRoles
export type Sent = RolePreview | Written

export interface SendOptions {
  dryRun: boolean
  /** What was typed; undefined in a preview. */
  confirm?: string
}

interface RoleWriteOptions {
  clusterId: string
  /** Of a write to one role; it may be another one by then, as a twin is. */
  roleName: string | null
  /** Asks for a preview or does it. */
  send: (options: SendOptions) => Promise<Sent>
  /** What is sent to do what is left; absent: one role is made what was saved last, several are sent again. */
  again?: ((written: Written, options: SendOptions) => Promise<Sent>) | undefined
  /** There is nothing to fill in: the preview is read at once. */
  isReady: boolean
}

export interface RoleWritten {
  answer: Written
  outcome: Outcome
}

/** Preview, write, and what is left of it: the same way for every write to roles. Nothing is retried by itself. */
export function useRoleWrite({ clusterId, roleName, send, again, isReady }: RoleWriteOptions) {
  const t = useTranslations('roles.result')
  const id = useId()
  const queryClient = useQueryClient()
  const brokers = useBrokerWords()
  const [asked, setAsked] = useState(isReady ? 1 : 0)
  const [written, setWritten] = useState<RoleWritten | null>(null)
  const query = useQuery({
    queryKey: [...roleKeys.all(clusterId), 'preview', id, asked],
    queryFn: async () => (await send({ dryRun: true })) as RolePreview, // a dry run
    enabled: asked > 0 && written === null,
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    retry: false,
  })
  const preview = asked > 0 ? query.data : undefined
  const nameOf = (target: string) => {
    const address = target.slice(target.lastIndexOf('@') + 1)
    const item = preview?.items.find((each) => each.address === address)
    return item ? brokers.one(item) : null
  }
  const stale = () =>
    void queryClient.invalidateQueries({
      queryKey: roleKeys.all(clusterId),
      predicate: ({ queryKey }) => queryKey[3] !== 'preview',
    })

  const write = useMutation({
    mutationFn: async (confirm: string | undefined) =>
      (await send({ dryRun: false, ...(confirm !== undefined && { confirm }) })) as Written, // no dry run
    onSuccess: (answer) => setWritten({ answer, outcome: toOutcome(answer, nameOf) }),
    onSettled: stale,
    // A new secret stands in the answer.
    gcTime: 0,
  })

  const left = (before: RoleWritten, options: SendOptions, list: 'failed' | 'unknown'): Promise<Sent> => {
    if (again) return again(before.answer, options)
    const name = ('resource' in before.answer && before.answer.resource?.roleName) || roleName
    if (name === null) return send(options)
    const { dryRun, confirm } = options
    return call(repairRolesEndpoint, {
      params: { clusterId },
      query: { dryRun },
      body: {
        roleNames: [name],
        from: 'WISH',
        to: before.outcome[list].map(({ address }) => address),
        ...(confirm !== undefined && { confirm }),
      },
    })
  }
  const bare = (target: string) => (roleName === null ? target : target.slice(target.lastIndexOf('@') + 1))
  const merge = (before: RoleWritten, lists: Parameters<typeof toOutcome>[0]) => {
    const renamed = {
      done: lists.done.map((each) => ({ ...each, target: bare(each.target) })),
      failed: lists.failed.map((each) => ({ ...each, target: bare(each.target) })),
      unknown: lists.unknown.map((each) => ({ ...each, target: bare(each.target) })),
    }
    setWritten({ ...before, outcome: mergeOutcome(before.outcome, toOutcome(renamed, nameOf)) })
  }
  const retry = useMutation({
    mutationFn: async (before: RoleWritten) =>
      (await left(
        before,
        { dryRun: false, ...(preview?.confirm && { confirm: preview.confirm }) },
        'failed',
      )) as Written, // no dry run
    onSuccess: (answer, before) => merge(before, answer),
    onError: (error, before) => {
      const lists = error instanceof ApiError ? listsOfProblem(error) : null
      if (lists) merge(before, lists)
    },
    onSettled: stale,
    gcTime: 0,
  })
  // A broker that would have nothing to do holds it by now.
  const check = useMutation({
    mutationFn: async (before: RoleWritten) => (await left(before, { dryRun: true }, 'unknown')) as RolePreview, // a dry run
    onSuccess: ({ items }, before) => {
      const wanted = new Set(before.outcome.unknown.map(({ address }) => address))
      const targetOf = (item: RolePreview['items'][number]) =>
        roleName === null ? `${item.roleName}@${item.address}` : item.address
      const of = (state: 'SAME' | 'CHANGES') =>
        items.filter((item) => item.state === state && wanted.has(targetOf(item))).map(targetOf)
      merge(before, {
        done: of('SAME').map((target) => ({ target })),
        failed: of('CHANGES').map((target) => ({ target, error: { code: 'CONFLICT', detail: t('notThere') } })),
        unknown: [],
      })
    },
  })

  const lists = write.error instanceof ApiError ? listsOfProblem(write.error) : null
  return {
    preview,
    isPreviewing: asked > 0 && query.isFetching,
    previewError: asked > 0 ? query.error : null,
    /** Reads the preview, anew each time. */
    showPreview: () => {
      write.reset()
      setAsked((count) => count + 1)
    },
    write: write.mutate,
    isWriting: write.isPending,
    writeError: write.error,
    /** What each broker did, where an attempt failed on all of them. */
    failedOutcome: lists && toOutcome(lists, nameOf),
    written,
    retry: () => written && retry.mutate(written),
    check: () => written && check.mutate(written),
    isFollowing: retry.isPending || check.isPending,
    followError: retry.error ?? check.error,
  }
}
