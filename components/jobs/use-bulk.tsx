'use client'

import { useMutation } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { type ReactNode, useState } from 'react'
import type { Selection } from '#components/data-table/data-table.tsx'
import { useAccess } from '#components/layout/use-access.ts'
import { useFormat } from '#components/layout/use-format.ts'
import { Button } from '#components/ui/button.tsx'
import { useToast } from '#components/ui/toast.tsx'
import { useHref } from '#components/ui/use-href.ts'
import type { ObjectPermission } from '#lib/users/permissions.ts'
import { onGroup, onTopic } from '#lib/users/scope-match.ts'
import { BatchChangeDialog } from './batch-change-dialog.tsx'
import { BatchDeleteDialog } from './batch-delete-dialog.tsx'
import { type BatchScope, diagnoseBatch } from './batch-target.ts'
import { ImportDialog } from './import-dialog.tsx'
import { jobHref } from './job-words.ts'

interface BulkOptions {
  clusterId: string
  things: 'topics' | 'groups'
  /** What the list is narrowed to, for an action on all of it; its page and order do not count. */
  filter: { page?: number; pageSize?: number; sort?: string }
  /** Of the filter; undefined while it is read. */
  total: number | undefined
  source: string
}

type Open = 'delete' | 'change' | 'import'

/** Bulk actions of a list: selection, the bar's buttons, and their dialogs. */
export function useBulk<Row>({ clusterId, things, filter, total, source }: BulkOptions): {
  selection: Selection<Row>
  importButton: ReactNode
  dialogs: ReactNode
} {
  const t = useTranslations('jobs')
  const format = useFormat()
  const access = useAccess()
  const router = useRouter()
  const toHref = useHref()
  const toast = useToast()
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const [isAll, setAll] = useState(false)
  const [open, setOpen] = useState<Open | null>(null)
  const { page: _page, pageSize: _pageSize, sort: _sort, ...narrowed } = filter
  const scope: BatchScope =
    isAll && total !== undefined
      ? { kind: 'filter', filter: narrowed, count: total }
      : { kind: 'names', names: [...selected] }
  const permission = things === 'topics' ? 'topic' : 'group'
  const onName = things === 'topics' ? onTopic : onGroup
  /** Of what was chosen each must be allowed; of all that a filter finds, the job asks for each. */
  const reasonFor = (asked: ObjectPermission) =>
    scope.kind === 'filter'
      ? access.reason(asked, clusterId, 'any')
      : scope.names.map((name) => access.reason(asked, clusterId, onName(name))).find((reason) => reason !== undefined)
  const change = (next: ReadonlySet<string>) => {
    setSelected(next)
    setAll(false)
  }
  const close = (isStarted: boolean) => {
    setOpen(null)
    if (isStarted) change(new Set())
  }
  // It asks and changes nothing, so it begins at once; its results are the page of the job.
  const diagnosis = useMutation({
    mutationFn: async () => (await diagnoseBatch(clusterId, scope, source)) as { jobId: string }, // no dry run
    onSuccess: ({ jobId }) => router.push(toHref(jobHref(clusterId, jobId))),
    onError: (error) => toast({ kind: 'failed', title: t('batch.diagnose'), description: error.message }),
  })
  return {
    selection: {
      selected,
      onChange: change,
      label: (count) => t('selected', { count: isAll && total !== undefined ? total : count }),
      actions: (
        <>
          {!isAll && total !== undefined && total > selected.size && (
            <Button size="s" onClick={() => setAll(true)}>
              {t('selectAllOf', { count: format.number(total) })}
            </Button>
          )}
          {things === 'topics' && (
            <Button size="s" icon="edit" onClick={() => setOpen('change')} disabledReason={reasonFor('topic:update')}>
              {t('batch.changeTopics')}
            </Button>
          )}
          {things === 'groups' && (
            <Button
              size="s"
              icon="search"
              onClick={() => diagnosis.mutate()}
              isBusy={diagnosis.isPending}
              disabledReason={reasonFor('diagnosis:run')}
            >
              {t('batch.diagnose')}
            </Button>
          )}
          <Button
            size="s"
            icon="trash"
            onClick={() => setOpen('delete')}
            disabledReason={reasonFor(`${permission}:delete`)}
          >
            {things === 'topics' ? t('batch.deleteTopics') : t('batch.deleteGroups')}
          </Button>
        </>
      ),
    },
    importButton: (
      <Button
        icon="table"
        onClick={() => setOpen('import')}
        disabledReason={access.reason(`${permission}:create`, clusterId, 'any')}
      >
        {things === 'topics' ? t('import.topics') : t('import.groups')}
      </Button>
    ),
    dialogs: (
      <>
        {open === 'delete' && (
          <BatchDeleteDialog clusterId={clusterId} things={things} scope={scope} source={source} onClose={close} />
        )}
        {open === 'change' && <BatchChangeDialog clusterId={clusterId} scope={scope} source={source} onClose={close} />}
        {open === 'import' && (
          <ImportDialog clusterId={clusterId} things={things} source={source} onClose={() => setOpen(null)} />
        )}
      </>
    ),
  }
}
