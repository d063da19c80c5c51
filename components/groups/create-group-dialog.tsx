'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { limitsQuery } from '#components/clusters/queries.ts'
import { OutcomeList } from '#components/layout/outcome-list.tsx'
import { Loading } from '#components/layout/states/loading.tsx'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { ProblemView } from '#components/layout/states/problem-view.tsx'
import { useFieldErrors } from '#components/layout/states/use-field-errors.ts'
import { useCluster } from '#components/layout/use-cluster.ts'
import { chooseTargets } from '#components/topics/choose-targets.ts'
import { MetadataFields } from '#components/topics/metadata-fields.tsx'
import { NameFields } from '#components/topics/name-fields.tsx'
import { registrationQuery } from '#components/topics/queries.ts'
import { useMasters } from '#components/topics/use-masters.ts'
import { WhereField } from '#components/topics/where-field.tsx'
import { Checkbox } from '#components/ui/checkbox.tsx'
import { Disclosure } from '#components/ui/disclosure.tsx'
import { FormDialog } from '#components/ui/form-dialog.tsx'
import { groupLimits } from '#lib/groups/schema.ts'
import { AdvancedFields } from './advanced-fields.tsx'
import { CreateGroupAside } from './create-group-aside.tsx'
import { CreateGroupResult } from './create-group-result.tsx'
import {
  checkGroupName,
  draftLikeGroup,
  emptyGroupDraft,
  type GroupDraft,
  isComplete,
  toNewGroup,
} from './group-draft.ts'
import { GroupNameRules } from './group-name-rules.tsx'
import { createGroupCommand } from './mqadmin-command.ts'
import { groupQuery } from './queries.ts'
import { SettingsFields } from './settings-fields.tsx'
import { useCreateGroup } from './use-create-group.ts'
import { useGroupNameLookup } from './use-group-name-lookup.ts'

interface CreateGroupDialogProps {
  clusterId: string
  /** Group whose settings are taken over; null = none. */
  like: string | null
  /** Chosen in the list; empty = none. */
  namespace: string
  /** Offered; others can be typed. */
  namespaces: readonly string[]
  onClose: () => void
}

/** Opens empty, or filled like another group once that is read. */
export function CreateGroupDialog({ clusterId, like, namespace, namespaces, onClose }: CreateGroupDialogProps) {
  const t = useTranslations('groups.create')
  const tGroups = useTranslations('groups')
  const cluster = useCluster()
  const isProduction = cluster?.environment === 'production'
  const model = useQuery({ ...groupQuery(clusterId, like ?? ''), enabled: like !== null })
  // What the input began from: a refresh behind the dialog must not change it under the hand.
  const [initial, setInitial] = useState<GroupDraft | null>(null)
  // Whether protection is on by default hangs on the environment, so the form waits for it too.
  if (initial === null && cluster && (like === null || model.data)) {
    setInitial(model.data ? draftLikeGroup(model.data, isProduction) : emptyGroupDraft(namespace, isProduction))
  }
  const [edited, setEdited] = useState<GroupDraft | null>(null)
  const draft = edited ?? initial ?? emptyGroupDraft('', false)
  const change = (patch: Partial<GroupDraft>) => setEdited((present) => ({ ...(present ?? draft), ...patch }))

  const registration = useQuery(registrationQuery(clusterId))
  const limits = useQuery(limitsQuery(clusterId)).data
  const masters = useMasters(clusterId)
  const group = useCreateGroup(clusterId, masters.nameOf)
  const errorOf = useFieldErrors(group.error)
  const check = checkGroupName(draft)
  const lookup = useGroupNameLookup(clusterId, check)
  const targets = chooseTargets(draft.where, masters)
  const body = toNewGroup(draft)
  const nameServers = registration.data?.nameServers
  const { created } = group

  function disabledReason(): string | undefined {
    if (initial === null) return t('readingLike')
    if (draft.name === '') return t('needsName')
    if (!check.isWellFormed) return t('rules.form')
    if (!check.isShortEnough)
      return t('rules.length', { length: check.fullName.length, max: groupLimits.nameCharactersMax })
    if (lookup.existing && lookup.existing.brokerNames.length >= targets.count)
      return t('rules.exists', { name: lookup.existing.groupName })
    if (draft.where.kind === 'brokers' && draft.where.brokerNames.length === 0) return t('needsBroker')
    if (!isComplete(draft)) return t('needsSettings')
    return undefined
  }

  return (
    <FormDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('title')}
      environment={cluster?.environment}
      steps={{ labels: [t('steps.fields'), t('steps.result')], current: created ? 1 : 0 }}
      note={t('note')}
      submitLabel={t('submit')}
      onSubmit={() => group.create(body)}
      isSubmitting={group.isPending}
      submitDisabledReason={disabledReason()}
      hasUnsavedInput={edited !== null && JSON.stringify(edited) !== JSON.stringify(initial)}
      problem={
        Boolean(group.error) && (
          <div className="grid gap-2">
            <ProblemStrip error={group.error} />
            {group.failedOutcome && <OutcomeList outcome={group.failedOutcome} />}
          </div>
        )
      }
      aside={
        initial && (
          <CreateGroupAside
            draft={draft}
            brokerCount={targets.count}
            command={
              nameServers && targets.command.length > 0 && draft.name !== ''
                ? createGroupCommand(nameServers, targets.command, body)
                : null
            }
          />
        )
      }
      result={
        created && (
          <CreateGroupResult
            clusterId={clusterId}
            groupName={created.body.groupName}
            isOrdered={created.body.isOrdered ?? false}
            nameServers={nameServers ?? []}
            command={created.command}
            outcome={created.outcome}
            onRetry={group.retryFailed}
            onCheck={group.checkUnknown}
            error={group.error}
          />
        )
      }
    >
      {initial === null ? (
        model.error ? (
          <ProblemView error={model.error} />
        ) : (
          <Loading shape="block" what={t('readingLike')} />
        )
      ) : (
        <div className="grid gap-3">
          <NameFields value={draft} onChange={change} namespaces={namespaces} error={errorOf('body.groupName')} />
          <GroupNameRules
            clusterId={clusterId}
            isEmpty={draft.name === ''}
            check={check}
            lookup={lookup}
            pattern={limits?.groupNamePattern ?? null}
            hint={limits?.groupNameHint ?? null}
          />
          <div className="grid grid-cols-1 gap-3 md:grid-cols-3">
            <SettingsFields draft={draft} onChange={change} errorOf={errorOf} />
            <WhereField
              value={draft.where}
              onValueChange={(where) => change({ where })}
              masters={masters}
              error={errorOf('body.brokerNames') ?? errorOf('body.clusterNames')}
            />
            <MetadataFields value={draft} onChange={change} errorOf={errorOf} />
          </div>
          <Checkbox
            label={tGroups('fields.consumeEnable')}
            hint={tGroups('fields.consumeEnableHint')}
            checked={draft.consumeEnable}
            onCheckedChange={(consumeEnable) => change({ consumeEnable })}
          />
          <Checkbox
            label={tGroups('protection')}
            hint={tGroups(isProduction ? 'fields.protectionHintProduction' : 'fields.protectionHint')}
            checked={draft.deletionProtection}
            onCheckedChange={(deletionProtection) => change({ deletionProtection })}
          />
          <Disclosure label={t('advanced')}>
            <AdvancedFields draft={draft} onChange={change} errorOf={errorOf} />
          </Disclosure>
        </div>
      )}
    </FormDialog>
  )
}
