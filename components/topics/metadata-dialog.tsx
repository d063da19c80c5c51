'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Loading } from '#components/layout/states/loading.tsx'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { ProblemView } from '#components/layout/states/problem-view.tsx'
import { problemOf } from '#components/layout/states/problem-words.ts'
import { useFieldErrors } from '#components/layout/states/use-field-errors.ts'
import { useCluster } from '#components/layout/use-cluster.ts'
import { Button } from '#components/ui/button.tsx'
import { Checkbox } from '#components/ui/checkbox.tsx'
import { FormDialog } from '#components/ui/form-dialog.tsx'
import { useToast } from '#components/ui/toast.tsx'
import { call } from '#lib/api/call.ts'
import { adoptTopicEndpoint, updateTopicEndpoint } from '#lib/topics/api.ts'
import type { Topic } from '#lib/topics/schema.ts'
import { fromLabels, toLabels } from './labels.ts'
import { MetadataFields } from './metadata-fields.tsx'
import { topicKeys, topicQuery } from './queries.ts'

interface MetadataDialogProps {
  clusterId: string
  topicName: string
  onClose: () => void
}

const metadataOf = (topic: Topic) => ({
  remark: topic.remark ?? '',
  labels: fromLabels(topic.labels),
  owner: topic.owner ?? '',
  deletionProtection: topic.deletionProtection,
})
type Metadata = ReturnType<typeof metadataOf>
const nothing: Metadata = { remark: '', labels: [], owner: '', deletionProtection: false }

/** Remark, labels, owner and protection. A topic that nobody declared is declared by it. */
export function MetadataDialog({ clusterId, topicName, onClose }: MetadataDialogProps) {
  const t = useTranslations('topics.metadata')
  const toast = useToast()
  const queryClient = useQueryClient()
  const environment = useCluster()?.environment
  const query = useQuery(topicQuery(clusterId, topicName))
  // What the input began from. A refresh behind the dialog must not change it under the hand.
  const [base, setBase] = useState<Topic | null>(null)
  if (base === null && query.data) setBase(query.data)
  const saved = base && metadataOf(base)
  const [edited, setEdited] = useState<Metadata | null>(null)
  const input = edited ?? saved ?? nothing
  const change = (patch: Partial<Metadata>) => setEdited((present) => ({ ...(present ?? input), ...patch }))
  const isAdopting = base?.flags.includes('UNDECLARED') ?? false

  const save = useMutation({
    mutationFn: async (topic: Topic) => {
      const params = { clusterId, topicName }
      const body = {
        remark: input.remark.trim() || null,
        owner: input.owner.trim() || null,
        labels: toLabels(input.labels),
        deletionProtection: input.deletionProtection,
      }
      if (isAdopting) await call(adoptTopicEndpoint, { params, body })
      else await call(updateTopicEndpoint, { params, body: { ...body, revision: topic.revision } })
    },
    onSuccess: () => {
      void queryClient.invalidateQueries({ queryKey: topicKeys.all(clusterId) })
      toast({ title: t(isAdopting ? 'adopted' : 'saved', { name: topicName }) })
      onClose()
    },
  })
  const errorOf = useFieldErrors(save.error)
  const isConflict = problemOf(save.error)?.code === 'CONFLICT'

  async function reload(): Promise<void> {
    const { data } = await query.refetch()
    if (!data) return
    setBase(data)
    setEdited(null)
    save.reset()
  }

  return (
    <FormDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t(isAdopting ? 'adoptTitle' : 'title', { name: topicName })}
      environment={environment}
      note={t('note')}
      submitLabel={t(isAdopting ? 'adopt' : 'save')}
      onSubmit={() => base && save.mutate(base)}
      submitDisabledReason={base ? undefined : t('reading')}
      isSubmitting={save.isPending}
      hasUnsavedInput={edited !== null && JSON.stringify(edited) !== JSON.stringify(saved)}
      problem={
        save.error && (
          <div className="grid gap-2">
            <ProblemStrip error={save.error} />
            {isConflict && (
              <div className="flex items-center gap-2 text-12 text-fg-2">
                <span>{t('conflict')}</span>
                <Button size="s" icon="refresh" onClick={() => void reload()}>
                  {t('reload')}
                </Button>
              </div>
            )}
          </div>
        )
      }
    >
      {!base ? (
        query.error ? (
          <ProblemView error={query.error} />
        ) : (
          <Loading shape="block" what={t('reading')} />
        )
      ) : (
        <div className="grid gap-3">
          {isAdopting && <p className="text-fg-2">{t('adoptText')}</p>}
          <MetadataFields value={input} onChange={change} errorOf={errorOf} />
          <Checkbox
            label={t('protection')}
            hint={t('protectionHint')}
            checked={input.deletionProtection}
            onCheckedChange={(deletionProtection) => change({ deletionProtection })}
          />
        </div>
      )}
    </FormDialog>
  )
}
