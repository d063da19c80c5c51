'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { usePreferences } from '#components/layout/preferences-provider.tsx'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { useFieldErrors } from '#components/layout/states/use-field-errors.ts'
import { useAccess } from '#components/layout/use-access.ts'
import { useClusters } from '#components/layout/use-clusters.ts'
import { ChipsField } from '#components/ui/chips-field.tsx'
import { Disclosure } from '#components/ui/disclosure.tsx'
import { FormDialog } from '#components/ui/form-dialog.tsx'
import { MultiSelect } from '#components/ui/multi-select.tsx'
import { NumberField } from '#components/ui/number-field.tsx'
import { Select } from '#components/ui/select.tsx'
import { Switch } from '#components/ui/switch.tsx'
import { TextField } from '#components/ui/text-field.tsx'
import { useToast } from '#components/ui/toast.tsx'
import { AlarmLevel, Severity } from '#lib/alarms/schema.ts'
import { call } from '#lib/api/call.ts'
import { createPolicyEndpoint, updatePolicyEndpoint } from '#lib/notifications/api.ts'
import { type ActiveWindow, type NoticePolicy, PolicyMatchers } from '#lib/notifications/policy-schema.ts'
import { NoticeLanguage } from '#lib/notifications/schema.ts'
import { channelsQuery, notificationKeys } from './queries.ts'
import { WindowsField } from './windows-field.tsx'

const sendKinds = ['ALL', 'FIRING', 'RESOLVED'] as const
const SECOND_MS = 1000
const MINUTE_MS = 60_000

/** Who hears of which alarm: matchers, channels, hours, and how notices are joined. */
export function PolicyFormDialog({ policy, onClose }: { policy: NoticePolicy | null; onClose: () => void }) {
  const t = useTranslations('notifications')
  const toast = useToast()
  const queryClient = useQueryClient()
  const access = useAccess()
  const clusters = useClusters()
  const { timeZone } = usePreferences()
  const channels = useQuery({ ...channelsQuery({ pageSize: 500 }), enabled: access.can('channel:manage') })
  const [name, setName] = useState(policy?.name ?? '')
  const [matchers, setMatchers] = useState<PolicyMatchers>(policy?.matchers ?? PolicyMatchers.parse({}))
  const [channelIds, setChannelIds] = useState<string[]>(policy?.channels.map(({ channelId }) => channelId) ?? [])
  const [sends, setSends] = useState<NoticePolicy['sends']>(policy?.sends ?? 'ALL')
  const [windows, setWindows] = useState<ActiveWindow[]>(policy?.windows ?? [])
  const [language, setLanguage] = useState<NoticeLanguage>(policy?.language ?? 'en')
  const [groupBy, setGroupBy] = useState<string[]>(policy?.groupBy ?? ['cluster', 'rule'])
  const [waitSeconds, setWait] = useState<number | null>((policy?.groupWaitMs ?? 30_000) / SECOND_MS)
  const [intervalSeconds, setInterval] = useState<number | null>((policy?.groupIntervalMs ?? 300_000) / SECOND_MS)
  const [repeatMinutes, setRepeat] = useState<number | null>(policy?.repeatMs ? policy.repeatMs / MINUTE_MS : null)
  const [goesOn, setGoesOn] = useState(policy?.goesOn ?? false)
  const match = (patch: Partial<PolicyMatchers>) => setMatchers((before) => ({ ...before, ...patch }))
  const isDefault = policy?.isDefault ?? false

  const save = useMutation({
    mutationFn: () => {
      const fields = {
        name: name.trim(),
        channelIds,
        sends,
        windows,
        language,
        groupBy,
        groupWaitMs: Math.round((waitSeconds ?? 0) * SECOND_MS),
        groupIntervalMs: Math.round((intervalSeconds ?? 0) * SECOND_MS),
        repeatMs: repeatMinutes === null ? null : Math.round(repeatMinutes * MINUTE_MS),
        goesOn,
        ...(!isDefault && { matchers }),
      }
      return policy
        ? call(updatePolicyEndpoint, {
            params: { policyId: policy.policyId },
            body: { ...fields, revision: policy.revision },
          })
        : call(createPolicyEndpoint, { body: { ...fields, isEnabled: true, matchers } })
    },
    onSuccess: (saved) => {
      void queryClient.invalidateQueries({ queryKey: notificationKeys.all })
      toast({ title: t('policySaved', { name: saved.name }) })
      onClose()
    },
  })
  const errorOf = useFieldErrors(save.error)
  const environments = [...new Set(clusters.map(({ environment }) => environment))]
  const labelTexts = Object.entries(matchers.labels).map(([key, value]) => `${key}=${value}`)

  return (
    <FormDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={policy ? t('editPolicy', { name: policy.name }) : t('addPolicy')}
      submitLabel={t('save')}
      onSubmit={() => save.mutate()}
      isSubmitting={save.isPending}
      submitDisabledReason={name.trim() === '' ? t('needsName') : undefined}
      problem={save.error && <ProblemStrip error={save.error} />}
      hasUnsavedInput={policy === null && name !== ''}
    >
      <div className="grid gap-3">
        <TextField
          label={t('name')}
          isRequired
          maxLength={60}
          error={errorOf('body.name')}
          value={name}
          onValueChange={setName}
        />
        <MultiSelect
          label={t('tab.channels')}
          hint={t('channelsHint')}
          error={errorOf('body.channelIds')}
          values={channelIds}
          onValuesChange={setChannelIds}
          options={(channels.data?.items ?? []).map((channel) => ({
            value: channel.channelId,
            label: channel.name,
            hint: t(`kinds.${channel.kind}`),
          }))}
        />
        {isDefault ? (
          <p className="text-12 text-fg-3">{t('defaultMatches')}</p>
        ) : (
          <fieldset className="grid gap-3">
            <legend className="pb-1 font-semibold">{t('hears')}</legend>
            <Select
              label={t('minSeverity')}
              value={matchers.minSeverity}
              onValueChange={(minSeverity) => match({ minSeverity })}
              options={Severity.options.map((value) => ({ value, label: t(`severities.${value}`) }))}
            />
            <MultiSelect
              label={t('clusters')}
              placeholder={t('everyCluster')}
              error={errorOf('body.matchers.clusterIds')}
              values={matchers.clusterIds}
              onValuesChange={(clusterIds) => match({ clusterIds })}
              options={clusters.map(({ clusterId, name: label }) => ({ value: clusterId, label }))}
            />
            <MultiSelect
              label={t('environments')}
              placeholder={t('every')}
              values={matchers.environments}
              onValuesChange={(next) => match({ environments: next })}
              options={environments.map((value) => ({ value, label: value }))}
            />
            <ChipsField
              label={t('labels')}
              hint={t('labelsHint')}
              isMono
              placeholder="team=pay*"
              error={errorOf('body.matchers.labels')}
              validate={(text) => (/^[a-z0-9][a-z0-9._/-]*=.+$/.test(text) ? null : t('labelForm'))}
              values={labelTexts}
              onValuesChange={(texts) => match({ labels: toLabels(texts) })}
            />
            <ChipsField
              label={t('owners')}
              error={errorOf('body.matchers.owners')}
              values={matchers.owners}
              onValuesChange={(owners) => match({ owners })}
            />
            <MultiSelect
              label={t('levelsOf')}
              placeholder={t('every')}
              values={matchers.levels}
              onValuesChange={(levels) => match({ levels })}
              options={AlarmLevel.options.map((value) => ({ value, label: t(`levels.${value}`) }))}
            />
          </fieldset>
        )}
        <Select
          label={t('sends')}
          value={sends}
          onValueChange={setSends}
          options={sendKinds.map((value) => ({ value, label: t(`sendKinds.${value}`) }))}
        />
        <Select
          label={t('language')}
          value={language}
          onValueChange={setLanguage}
          options={NoticeLanguage.options.map((value) => ({ value, label: value === 'en' ? 'English' : '中文' }))}
        />
        <WindowsField windows={windows} onChange={setWindows} timeZone={timeZone} error={errorOf('body.windows')} />
        <Disclosure label={t('joining')}>
          <div className="grid gap-3">
            <ChipsField
              label={t('groupBy')}
              hint={t('groupByHint')}
              isMono
              error={errorOf('body.groupBy')}
              values={groupBy}
              onValuesChange={setGroupBy}
            />
            <NumberField
              label={t('groupWait')}
              hint={t('groupWaitHint')}
              unit={t('seconds')}
              min={0}
              error={errorOf('body.groupWaitMs')}
              value={waitSeconds}
              onValueChange={setWait}
            />
            <NumberField
              label={t('groupInterval')}
              hint={t('groupIntervalHint')}
              unit={t('seconds')}
              min={0}
              error={errorOf('body.groupIntervalMs')}
              value={intervalSeconds}
              onValueChange={setInterval}
            />
            <NumberField
              label={t('repeat')}
              hint={t('repeatHint')}
              unit={t('minutes')}
              min={1}
              error={errorOf('body.repeatMs')}
              value={repeatMinutes}
              onValueChange={setRepeat}
            />
          </div>
        </Disclosure>
        {!isDefault && (
          <Switch label={t('goesOnField')} hint={t('goesOnHint')} checked={goesOn} onCheckedChange={setGoesOn} />
        )}
      </div>
    </FormDialog>
  )
}

const toLabels = (texts: readonly string[]): Record<string, string> =>
  Object.fromEntries(texts.map((text) => [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)]))
