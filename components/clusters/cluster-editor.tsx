'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useRef, useState } from 'react'
import { PageHeader } from '#components/layout/page-header.tsx'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { useFieldErrors } from '#components/layout/states/use-field-errors.ts'
import { useAccess } from '#components/layout/use-access.ts'
import { Button } from '#components/ui/button.tsx'
import { Strip } from '#components/ui/strip.tsx'
import { Tag } from '#components/ui/tag.tsx'
import { useToast } from '#components/ui/toast.tsx'
import { call } from '#lib/api/call.ts'
import {
  createClusterEndpoint,
  setReadOnlyEndpoint,
  testClusterEndpoint,
  testNewClusterEndpoint,
  updateClusterEndpoint,
} from '#lib/clusters/api.ts'
import type { Cluster } from '#lib/clusters/schema.ts'
import {
  type ClusterDraft,
  connectionOf,
  draftOf,
  emptyDraft,
  overrideFault,
  toInput,
  toPatch,
} from './cluster-draft.ts'
import { ClusterForm } from './cluster-form.tsx'
import { clusterKeys } from './queries.ts'
import { RemoveClusterDialog } from './remove-cluster-dialog.tsx'
import { TestPanel } from './test-panel.tsx'

/** Form beside the running test, for a new registration and for an edit. */
export function ClusterEditor({ saved }: { saved?: Cluster }) {
  const t = useTranslations('clusters.editor')
  const router = useRouter()
  const toast = useToast()
  const access = useAccess()
  const queryClient = useQueryClient()
  const [draft, setDraft] = useState(saved ? draftOf(saved) : emptyDraft)
  const [isUnreachableAccepted, setAccepted] = useState(false)
  const [isRemoving, setRemoving] = useState(false)
  const testAbort = useRef<AbortController | null>(null)
  const before = saved ? draftOf(saved) : emptyDraft
  const isChanged = JSON.stringify(draft) !== JSON.stringify(before)

  const test = useMutation({
    mutationFn: (draft: ClusterDraft) => {
      testAbort.current = new AbortController()
      const { signal } = testAbort.current
      return saved
        ? call(testClusterEndpoint, { params: { clusterId: saved.clusterId }, body: toPatch(draft, saved) }, { signal })
        : call(testNewClusterEndpoint, { body: toInput(draft) }, { signal })
    },
  })
  const save = useMutation({
    mutationFn: async () => {
      if (!saved) return call(createClusterEndpoint, { body: toInput(draft) })
      const { readOnly, ...patch } = toPatch(draft, saved)
      let cluster = saved
      if (Object.keys(patch).length > 1)
        cluster = await call(updateClusterEndpoint, { params: { clusterId: saved.clusterId }, body: patch })
      if (readOnly !== undefined)
        cluster = await call(setReadOnlyEndpoint, { params: { clusterId: saved.clusterId }, body: { readOnly } })
      return cluster
    },
    onSuccess: (cluster) => {
      queryClient.invalidateQueries({ queryKey: clusterKeys.all })
      queryClient.setQueryData(clusterKeys.one(cluster.clusterId), cluster)
      toast({ title: saved ? t('saved', { name: cluster.name }) : t('registered', { name: cluster.name }) })
      if (!saved) router.push(`/clusters/${cluster.clusterId}/topics`)
    },
  })
  const errorOf = useFieldErrors(save.error ?? test.error)
  const hasFault =
    draft.metricsKind === 'exporter' &&
    draft.metricsOverrides.some((_, index) => overrideFault(draft.metricsOverrides, index) !== null)
  const isComplete = draft.name.trim() !== '' && draft.nameServers.length > 0 && !hasFault
  const incomplete = hasFault ? t('overrideFault') : t('incomplete')
  const updateReason = saved && access.reason('cluster:update', saved.clusterId)
  const isTestOutdated = test.variables !== undefined && connectionOf(test.variables) !== connectionOf(draft)
  // Saving what did not answer is allowed, but not by accident.
  const needsConfirm = !saved && test.data?.ok === false && !isTestOutdated && !isUnreachableAccepted

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (!isComplete || save.isPending) return
        if (needsConfirm) setAccepted(true)
        else save.mutate()
      }}
    >
      <PageHeader
        crumb={{ label: t('fleet'), href: '/clusters' }}
        title={saved ? saved.name : t('register')}
        tags={isChanged && <Tag tone="info">{t('notSaved')}</Tag>}
        facts={saved ? [saved.clusterId, saved.environment] : []}
        actions={
          <>
            <Button
              onClick={() => {
                setDraft(before)
                save.reset()
                if (!saved) router.push('/clusters')
              }}
            >
              {t('discard')}
            </Button>
            <Button
              type="submit"
              variant="primary"
              isBusy={save.isPending}
              disabledReason={updateReason ?? (isComplete ? (isChanged ? undefined : t('unchanged')) : incomplete)}
            >
              {needsConfirm || !isUnreachableAccepted ? t('save') : t('saveAnyway')}
            </Button>
          </>
        }
      />
      {isUnreachableAccepted && !saved && <Strip tone="warning">{t('unreachableConfirm')}</Strip>}
      {save.error && <ProblemStrip error={save.error} />}
      <div className="grid border-line-2 border-t lg:grid-cols-[minmax(0,1fr)_380px]">
        <div className="min-w-0 lg:pr-8">
          <ClusterForm
            draft={draft}
            onChange={(patch) => {
              setAccepted(false)
              setDraft((current) => ({ ...current, ...patch }))
            }}
            errorOf={errorOf}
            {...(saved && { saved })}
            foundClusterNames={test.data?.clusterNames ?? []}
            readOnlyReason={saved ? access.reason('cluster:read-only', saved.clusterId) : undefined}
          />
          {saved && (
            <div className="mt-8 flex items-center gap-3 border-line-1 border-t pt-4 pb-8">
              <Button
                icon="trash"
                onClick={() => setRemoving(true)}
                disabledReason={
                  saved.deletionProtection ? t('protectedRemove') : access.reason('cluster:remove', saved.clusterId)
                }
              >
                {t('remove')}
              </Button>
              <span className="text-12 text-fg-3">{t('removeHint')}</span>
            </div>
          )}
        </div>
        <div className="min-w-0 border-line-2 pt-4 pb-8 max-lg:border-t lg:border-l lg:pl-6">
          <TestPanel
            result={test.data}
            isRunning={test.isPending}
            error={test.error instanceof DOMException ? null : test.error}
            isOutdated={isTestOutdated}
            onRun={() => test.mutate(draft)}
            onStop={() => testAbort.current?.abort()}
            disabledReason={updateReason ?? (isComplete ? undefined : incomplete)}
          />
        </div>
      </div>
      {isRemoving && saved && <RemoveClusterDialog cluster={saved} onClose={() => setRemoving(false)} />}
    </form>
  )
}
