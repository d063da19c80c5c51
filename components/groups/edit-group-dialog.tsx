'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { listsOfProblem, type Outcome, toOutcome } from '#components/layout/fan-out-outcome.ts'
import { OutcomeList } from '#components/layout/outcome-list.tsx'
import { Loading } from '#components/layout/states/loading.tsx'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { ProblemView } from '#components/layout/states/problem-view.tsx'
import { problemOf } from '#components/layout/states/problem-words.ts'
import { useFieldErrors } from '#components/layout/states/use-field-errors.ts'
import { useCluster } from '#components/layout/use-cluster.ts'
import { MetadataFields } from '#components/topics/metadata-fields.tsx'
import { Button } from '#components/ui/button.tsx'
import { Checkbox } from '#components/ui/checkbox.tsx'
import { CommandBox } from '#components/ui/command-box.tsx'
import { Disclosure } from '#components/ui/disclosure.tsx'
import { FormDialog } from '#components/ui/form-dialog.tsx'
import { Strip } from '#components/ui/strip.tsx'
import { useToast } from '#components/ui/toast.tsx'
import { ApiError, call } from '#lib/api/call.ts'
import { adoptGroupEndpoint, updateGroupEndpoint } from '#lib/groups/api.ts'
import type { Group } from '#lib/groups/schema.ts'
import { AdvancedFields } from './advanced-fields.tsx'
import { isComplete, metadataDraftOf, settingsDraftOf, toGroupPatch } from './group-draft.ts'
import { groupKeys, groupQuery } from './queries.ts'
import { SettingsFields } from './settings-fields.tsx'

interface EditGroupDialogProps {
  clusterId: string
  groupName: string
  onClose: () => void
}

const draftOf = (group: Group) => ({ ...settingsDraftOf(group), ...metadataDraftOf(group) })
type Draft = ReturnType<typeof draftOf>

/**
 * Everything of a group but its name and its switch. Only what was edited is sent, so that brokers that differ elsewhere keep what
 * they have. A group that nobody declared is declared by it.
 */
export function EditGroupDialog({ clusterId, groupName, onClose }: EditGroupDialogProps) {
  const t = useTranslations('groups.edit')
  const tGroups = useTranslations('groups')
  const toast = useToast()
  const queryClient = useQueryClient()
  const environment = useCluster()?.environment
  const query = useQuery(groupQuery(clusterId, groupName))
  // What the input began from. A refresh behind the dialog must not change it under the hand.
  const [base, setBase] = useState<Group | null>(null)
  if (base === null && query.data) setBase(query.data)
  const [edited, setEdited] = useState<Draft | null>(null)
  const saved = base && draftOf(base)
  const draft = edited ?? saved
  const change = (patch: Partial<Draft>) => draft && setEdited((present) => ({ ...(present ?? draft), ...patch }))
  const { settings, metadata } = saved && draft ? toGroupPatch(saved, draft) : { settings: {}, metadata: {} }
  const hasSettings = Object.keys(settings).length > 0
  const hasChanges = hasSettings || Object.keys(metadata).length > 0
  const isAdopting = base?.flags.includes('UNDECLARED') ?? false
  const [partly, setPartly] = useState<{ outcome: Outcome; command: string } | null>(null)
  const nameOf = (address: string) => base?.configs.find((config) => config.address === address)?.brokerName ?? null

  const save = useMutation({
    mutationFn: async (group: Group) => {
      const params = { clusterId, groupName }
      if (isAdopting && !hasSettings) {
        await call(adoptGroupEndpoint, { params, body: metadata })
        return null
      }
      // Any of these declares it.
      const declaring = isAdopting && { deletionProtection: draft?.deletionProtection ?? false }
      const body = { ...settings, ...metadata, ...declaring, revision: group.revision }
      return call(updateGroupEndpoint, { params, body })
    },
    onSuccess: (answer) => {
      void queryClient.invalidateQueries({ queryKey: groupKeys.all(clusterId) })
      if (answer && answer.failed.length + answer.unknown.length > 0) {
        setPartly({ outcome: toOutcome(answer, nameOf), command: answer.command })
        return
      }
      toast({ title: t(isAdopting && !hasSettings ? 'adopted' : 'saved', { name: groupName }) })
      onClose()
    },
  })
  const errorOf = useFieldErrors(save.error)
  const isConflict = problemOf(save.error)?.code === 'CONFLICT'
  const lists = save.error instanceof ApiError ? listsOfProblem(save.error) : null

  async function reload(): Promise<void> {
    const { data } = await query.refetch()
    if (!data) return
    setBase(data)
    setEdited(null)
    save.reset()
  }

  function disabledReason(): string | undefined {
    if (!base || !draft) return t('reading')
    if (!isComplete(draft)) return tGroups('create.needsSettings')
    return hasChanges || isAdopting ? undefined : t('nothingChanged')
  }

  return (
    <FormDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t(isAdopting ? 'adoptTitle' : 'title', { name: groupName })}
      environment={environment}
      width={720}
      note={t(hasSettings ? 'note' : 'noteMetadata')}
      submitLabel={t(isAdopting && !hasSettings ? 'adopt' : 'save')}
      onSubmit={() => base && save.mutate(base)}
      submitDisabledReason={disabledReason()}
      isSubmitting={save.isPending}
      hasUnsavedInput={hasChanges}
      result={
        partly && (
          <div className="grid gap-4">
            <h3 className="text-14 font-semibold" aria-live="polite">
              {t('partly', {
                done: partly.outcome.done.length,
                total: partly.outcome.done.length + partly.outcome.failed.length + partly.outcome.unknown.length,
              })}
            </h3>
            <OutcomeList outcome={partly.outcome} />
            <Strip tone="info">{t('saveAgain')}</Strip>
            <CommandBox command={partly.command === '' ? null : partly.command} />
          </div>
        )
      }
      problem={
        save.error && (
          <div className="grid gap-2">
            <ProblemStrip error={save.error} />
            {lists && <OutcomeList outcome={toOutcome(lists, nameOf)} />}
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
      {!base || !draft ? (
        query.error ? (
          <ProblemView error={query.error} />
        ) : (
          <Loading shape="block" what={t('reading')} />
        )
      ) : (
        <div className="grid gap-3">
          {isAdopting && <p className="text-fg-2">{t('adoptText')}</p>}
          {base.differingKeys.length > 0 && (
            <Strip tone="warning">{t('differs', { keys: base.differingKeys.join(', ') })}</Strip>
          )}
          {base.configs.length === 0 ? (
            <Strip tone="info">{t('noConfig')}</Strip>
          ) : (
            <>
              <div className="grid grid-cols-1 gap-3 md:grid-cols-3">
                <SettingsFields draft={draft} onChange={change} errorOf={errorOf} />
              </div>
              <Disclosure label={tGroups('create.advanced')}>
                <AdvancedFields draft={draft} onChange={change} errorOf={errorOf} />
              </Disclosure>
            </>
          )}
          <div className="grid grid-cols-1 gap-3 md:grid-cols-2">
            <MetadataFields value={draft} onChange={change} errorOf={errorOf} />
          </div>
          <Checkbox
            label={tGroups('protection')}
            hint={tGroups('fields.protectionHint')}
            checked={draft.deletionProtection}
            onCheckedChange={(deletionProtection) => change({ deletionProtection })}
          />
        </div>
      )}
    </FormDialog>
  )
}
