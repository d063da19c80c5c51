'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Loading } from '#components/layout/states/loading.tsx'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { ProblemView } from '#components/layout/states/problem-view.tsx'
import { useFieldErrors } from '#components/layout/states/use-field-errors.ts'
import { useCluster } from '#components/layout/use-cluster.ts'
import { fromLabels, parseLabel, toLabels } from '#components/topics/labels.ts'
import { ChipsField } from '#components/ui/chips-field.tsx'
import { CommandBox } from '#components/ui/command-box.tsx'
import { FormDialog } from '#components/ui/form-dialog.tsx'
import { useToast } from '#components/ui/toast.tsx'
import { call } from '#lib/api/call.ts'
import { updateGroupEndpoint } from '#lib/groups/api.ts'
import type { Group } from '#lib/groups/schema.ts'
import { groupKeys, groupQuery } from './queries.ts'

interface LabelsDialogProps {
  clusterId: string
  groupName: string
  onClose: () => void
}

/** The labels of a group, and nothing else of it. */
export function LabelsDialog({ clusterId, groupName, onClose }: LabelsDialogProps) {
  const t = useTranslations('groups.labelsDialog')
  const tGroups = useTranslations('groups')
  const tTopics = useTranslations('topics')
  const toast = useToast()
  const queryClient = useQueryClient()
  const query = useQuery(groupQuery(clusterId, groupName))
  // What the input began from. A refresh behind the dialog must not change it under the hand.
  const [base, setBase] = useState<Group | null>(null)
  if (base === null && query.data) setBase(query.data)
  const [edited, setEdited] = useState<string[] | null>(null)
  const saved = base ? fromLabels(base.labels) : []
  const values = edited ?? saved
  const hasChanges = JSON.stringify(toLabels(values)) !== JSON.stringify(toLabels(saved))
  const save = useMutation({
    mutationFn: ({ revision }: Group) =>
      call(updateGroupEndpoint, { params: { clusterId, groupName }, body: { labels: toLabels(values), revision } }),
    onSuccess: () => {
      void queryClient.invalidateQueries({ queryKey: groupKeys.all(clusterId) })
      toast({ title: t('saved', { name: groupName }) })
      onClose()
    },
  })
  const errorOf = useFieldErrors(save.error)
  return (
    <FormDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('title', { name: groupName })}
      environment={useCluster()?.environment}
      note={t('note')}
      submitLabel={t('save')}
      onSubmit={() => base && save.mutate(base)}
      submitDisabledReason={base && hasChanges ? undefined : t('nothingChanged')}
      isSubmitting={save.isPending}
      hasUnsavedInput={hasChanges}
      problem={save.error && <ProblemStrip error={save.error} />}
    >
      {base ? (
        <div className="grid gap-3">
          <ChipsField
            label={tGroups('labels')}
            placeholder="team=pay"
            validate={(text) => (parseLabel(text) ? null : tTopics('labelForm'))}
            error={errorOf('body.labels')}
            values={values}
            onValuesChange={setEdited}
          />
          <CommandBox command={null} />
        </div>
      ) : query.error ? (
        <ProblemView error={query.error} />
      ) : (
        <Loading shape="block" what={tGroups('edit.reading')} />
      )}
    </FormDialog>
  )
}
