'use client'

import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useDeferredValue, useMemo, useState } from 'react'
import { usePreferences } from '#components/layout/preferences-provider.tsx'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { useFieldErrors } from '#components/layout/states/use-field-errors.ts'
import { useAccess } from '#components/layout/use-access.ts'
import { useFormat } from '#components/layout/use-format.ts'
import { parseLabel } from '#components/topics/labels.ts'
import { ChipsField } from '#components/ui/chips-field.tsx'
import { FormDialog } from '#components/ui/form-dialog.tsx'
import { MultiSelect } from '#components/ui/multi-select.tsx'
import { Segmented } from '#components/ui/segmented.tsx'
import { Select } from '#components/ui/select.tsx'
import { Strip } from '#components/ui/strip.tsx'
import { Switch } from '#components/ui/switch.tsx'
import { TextField } from '#components/ui/text-field.tsx'
import { useToast } from '#components/ui/toast.tsx'
import { createSilenceEndpoint, updateSilenceEndpoint } from '#lib/alarms/api.ts'
import type { AlarmInstance } from '#lib/alarms/incident-schema.ts'
import { AlarmLevel, severities } from '#lib/alarms/schema.ts'
import type { Silence } from '#lib/alarms/silence-schema.ts'
import { call } from '#lib/api/call.ts'
import type { ClusterItem } from '#lib/clusters/schema.ts'
import { objectName } from './alarm-href.ts'
import { AlarmPill } from './alarm-pill.tsx'
import { HoursFields, wholeWeek } from './hours-fields.tsx'
import { alarmKeys, rulesQuery, silencePreviewQuery } from './queries.ts'
import { draftOfSilence, emptySilence, isWide, type SilenceDraft, silenceLengths, toSilence } from './silence-draft.ts'

/** What the dialog begins with: nothing, an alarm, or a silence that is changed. */
export interface SilenceStart {
  alarm?: AlarmInstance
  silence?: Silence
}

interface SilenceDialogProps {
  start: SilenceStart
  clusters: readonly ClusterItem[]
  /** Of the page; null = all clusters. */
  clusterId: string | null
  onClose: () => void
}

/** Hides notices for a while: of what, from when to when, why; and which of the alarms that are open now. */
export function SilenceDialog({ start, clusters, clusterId, onClose }: SilenceDialogProps) {
  const t = useTranslations('alarms.silenceDialog')
  const tStates = useTranslations('alarms.states')
  const tLevels = useTranslations('alarms.levels')
  const format = useFormat()
  const access = useAccess()
  const { timeZone } = usePreferences()
  const client = useQueryClient()
  const toast = useToast()
  const [begin] = useState(() => startOf(start, clusterId, (at) => format.instant(at, false)))
  const [draft, setDraft] = useState<SilenceDraft>(begin)
  const change = (patch: Partial<SilenceDraft>) => setDraft({ ...draft, ...patch })
  // The clock stands while the form is open, so that what is previewed is what is asked for.
  const [now] = useState(() => new Date())
  const asked = useMemo(() => toSilence(draft, { now, timeZone }), [draft, now, timeZone])
  const problem = 'problem' in asked ? asked.problem : null
  const late = useDeferredValue(asked)
  const rules = useQuery(rulesQuery({ pageSize: 500, ...(draft.clusterId && { clusterId: [draft.clusterId] }) }))
  const { reason: _reason, ...shown } = 'problem' in late ? { reason: '' } : late
  const preview = useQuery({
    ...silencePreviewQuery(shown as Parameters<typeof silencePreviewQuery>[0]), // only asked when it is one
    enabled: !('problem' in late),
    placeholderData: keepPreviousData,
  })
  const save = useMutation({
    mutationFn: () => {
      const body = toSilence(draft, { now: new Date(), timeZone })
      if ('problem' in body) throw new Error(body.problem)
      if (!start.silence) return call(createSilenceEndpoint, { body })
      const { silenceId, revision, startsAt } = start.silence
      return call(updateSilenceEndpoint, {
        params: { silenceId },
        body: { ...body, startsAt: body.startsAt ?? startsAt, recurring: body.recurring ?? null, revision },
      })
    },
    onSuccess: () => {
      toast({ title: start.silence ? t('saved') : t('created') })
      onClose()
    },
    onSettled: () => void client.invalidateQueries({ queryKey: alarmKeys.all }),
  })
  const errorOf = useFieldErrors(save.error ?? preview.error)
  const rule = draft.ruleId
  const isOfIncident = draft.instanceId !== ''
  // That of one alarm was opened by who may; any other is of the cluster that is chosen here.
  const denied = isOfIncident ? undefined : access.reason('silence:write', draft.clusterId || undefined, 'all')

  return (
    <FormDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={start.silence ? t('editTitle') : t('title')}
      width={960}
      submitLabel={start.silence ? t('save') : t('submit')}
      onSubmit={() => save.mutate()}
      isSubmitting={save.isPending}
      submitDisabledReason={problem ? t(`problems.${problem}`) : draft.reason.trim() === '' ? t('needsReason') : denied}
      problem={save.error && <ProblemStrip error={save.error} />}
      note={t('footnote')}
      hasUnsavedInput={draft !== begin}
      aside={
        <section aria-label={t('preview')} className="grid gap-3">
          <h3 className="font-semibold" role="status">
            {preview.data ? t('wouldSilence', { count: preview.data.total }) : t('previewing')}
          </h3>
          {preview.error && <p className="text-12 text-critical">{preview.error.message}</p>}
          <ul className="grid gap-2">
            {(preview.data?.items ?? []).slice(0, 12).map((alarm) => (
              <li key={alarm.instanceId} className="grid text-12">
                <AlarmPill alarm={alarm} />
                <span className="[overflow-wrap:anywhere] text-fg-2">
                  {alarm.ruleName} {objectName(alarm.object) ?? alarm.clusterName}
                </span>
              </li>
            ))}
          </ul>
          {preview.data && preview.data.total > 12 && (
            <p className="text-12 text-fg-3">{t('more', { count: preview.data.total - 12 })}</p>
          )}
          {preview.data && preview.data.windows.length > 0 && (
            <div>
              <h4 className="mb-1 text-12 text-fg-3">{t('windows')}</h4>
              <ul className="grid gap-1 text-12">
                {preview.data.windows.slice(0, 5).map(({ from, to }) => (
                  <li key={from.getTime()}>
                    {format.instant(from, false)} – {to ? format.instant(to, false) : t('open')}
                  </li>
                ))}
              </ul>
            </div>
          )}
        </section>
      }
    >
      <div className="grid gap-3">
        {isOfIncident ? (
          <Strip tone="info">
            {t('ofIncident', {
              name: start.alarm
                ? `${start.alarm.ruleName} ${objectName(start.alarm.object) ?? start.alarm.clusterName}`
                : (start.silence?.ruleName ?? ''),
            })}{' '}
            <button
              type="button"
              className="text-accent hover:underline"
              onClick={() => change({ instanceId: '', ...(draft.length === 'ever' && { length: '1h' }) })}
            >
              {t('widen')}
            </button>
          </Strip>
        ) : (
          <>
            <div className="grid grid-cols-1 gap-3 md:grid-cols-2">
              <Select
                label={t('cluster')}
                value={draft.clusterId}
                error={errorOf('body.scope.clusterId')}
                onValueChange={(next) => change({ clusterId: next, ruleId: '' })}
                options={[
                  { value: '', label: t('everyCluster') },
                  ...clusters.map((cluster) => ({ value: cluster.clusterId as string, label: cluster.name })),
                ]}
              />
              <Select
                label={t('rule')}
                value={rule}
                error={errorOf('body.scope.ruleId')}
                onValueChange={(next) => change({ ruleId: next })}
                options={[
                  { value: '', label: t('everyRule') },
                  ...(rules.data?.items ?? []).map(({ ruleId, name }) => ({ value: ruleId, label: name })),
                ]}
              />
            </div>
            <div className="grid grid-cols-[minmax(0,1fr)_auto] items-end gap-2">
              <TextField
                label={t('object')}
                hint={t('objectHint')}
                placeholder={draft.patternKind === 'glob' ? 'pay-*' : 'pay-(orders|refunds)'}
                isMono
                error={errorOf('body.scope.object')}
                value={draft.pattern}
                onValueChange={(pattern) => change({ pattern })}
              />
              <Segmented
                label={t('patternKind')}
                className="mb-5"
                value={draft.patternKind}
                onValueChange={(patternKind) => change({ patternKind })}
                options={[
                  { value: 'glob', label: t('glob') },
                  { value: 'regex', label: t('regex') },
                ]}
              />
            </div>
            <div className="grid grid-cols-1 gap-3 md:grid-cols-3">
              <Select
                label={t('level')}
                value={draft.level}
                error={errorOf('body.scope.level')}
                onValueChange={(level) => change({ level })}
                options={[
                  { value: '' as const, label: t('everyLevel') },
                  ...AlarmLevel.options.map((value) => ({ value, label: tLevels(value) })),
                ]}
              />
              <ChipsField
                label={t('labels')}
                placeholder="team=pay"
                values={draft.labels}
                error={errorOf('body.scope.labels')}
                validate={(text) => (parseLabel(text) ? null : t('labelForm'))}
                onValuesChange={(labels) => change({ labels })}
              />
              <MultiSelect
                label={t('severities')}
                placeholder={t('everySeverity')}
                values={draft.severities}
                onValuesChange={(next) => change({ severities: next })}
                options={severities.toReversed().map((value) => ({ value, label: tStates(value) }))}
              />
            </div>
          </>
        )}
        <div className="grid grid-cols-1 gap-3 md:grid-cols-3">
          <TextField
            label={t('from')}
            hint={format.zone(now)}
            error={problem === 'from' ? t('problems.from') : errorOf('body.startsAt')}
            value={draft.from}
            onValueChange={(from) => change({ from })}
          />
          <Select
            label={t('length')}
            value={draft.length}
            onValueChange={(length) => change({ length })}
            options={silenceLengths
              .filter((value) => value !== 'ever' || isOfIncident || draft.recurring !== null)
              .map((value) => ({
                value,
                label:
                  value === 'ever' ? (isOfIncident ? t('lengths.resolved') : t('lengths.ever')) : t(`lengths.${value}`),
              }))}
          />
          {draft.length === 'at' && (
            <TextField
              label={t('until')}
              placeholder="2026-11-22 18:00"
              error={problem === 'until' || problem === 'order' ? t(`problems.${problem}`) : errorOf('body.endsAt')}
              value={draft.until}
              onValueChange={(until) => change({ until })}
            />
          )}
        </div>
        {!isOfIncident && (
          <Switch
            label={t('recurring')}
            hint={t('recurringHint')}
            checked={draft.recurring !== null}
            onCheckedChange={(isOn) =>
              change(
                isOn
                  ? { recurring: wholeWeek(timeZone), length: 'ever' }
                  : { recurring: null, ...(draft.length === 'ever' && { length: '1h' as const }) },
              )
            }
          />
        )}
        {draft.recurring && (
          <HoursFields
            value={draft.recurring}
            onChange={(recurring) => change({ recurring })}
            errorOf={(field) => errorOf(`body.recurring.${field}`)}
          />
        )}
        <TextField
          label={t('reason')}
          isRequired
          maxLength={256}
          error={errorOf('body.reason')}
          value={draft.reason}
          onValueChange={(reason) => change({ reason })}
        />
        {!isOfIncident && isWide(draft) && (
          <Strip tone="warning">{draft.clusterId === '' ? t('wideAll') : t('wideCluster')}</Strip>
        )}
      </div>
    </FormDialog>
  )
}

function startOf({ alarm, silence }: SilenceStart, clusterId: string | null, show: (at: Date) => string): SilenceDraft {
  if (silence) return draftOfSilence(silence, show)
  if (!alarm) return emptySilence(clusterId)
  return {
    ...emptySilence(alarm.clusterId),
    ruleId: alarm.ruleId,
    pattern:
      objectName(alarm.object) && alarm.level !== 'groupTopic' ? patternOf(alarm) : (alarm.object.groupName ?? ''),
  }
}

/** One name of the object, as a glob that matches it alone. */
function patternOf({ object }: AlarmInstance): string {
  const { clientId, groupName, topicName, brokerName, address, namespace } = object
  return clientId ?? groupName ?? topicName ?? brokerName ?? address ?? namespace ?? ''
}
