'use client'

import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { objectName as nameOfObject } from '#components/alarms/alarm-href.ts'
import { activeQuery } from '#components/alarms/queries.ts'
import { Instant } from '#components/layout/instant.tsx'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { useFieldErrors } from '#components/layout/states/use-field-errors.ts'
import { useClusters } from '#components/layout/use-clusters.ts'
import { Button } from '#components/ui/button.tsx'
import { ChipsField } from '#components/ui/chips-field.tsx'
import { Combobox } from '#components/ui/combobox.tsx'
import { Select } from '#components/ui/select.tsx'
import { type State, StatePill } from '#components/ui/state-pill.tsx'
import { TextField } from '#components/ui/text-field.tsx'
import type { AlarmInstance } from '#lib/alarms/incident-schema.ts'
import { AlarmLevel, Severity, Transition } from '#lib/alarms/schema.ts'
import { call } from '#lib/api/call.ts'
import { testRouteEndpoint } from '#lib/notifications/api.ts'
import type { Route, RouteTestInput } from '#lib/notifications/route-schema.ts'

const looks: Record<Route['outcome'], State> = {
  SENDS: 'ok',
  NOT_SENT: 'warning',
  NO_MATCH: 'unknown',
  NOT_REACHED: 'unknown',
}

/** Which policies and channels would hear of an event, when, and why not: what a real one would make. */
export function RouteTester() {
  const t = useTranslations('notifications')
  const clusters = useClusters()
  const [clusterId, setClusterId] = useState<string | null>(null)
  const [severity, setSeverity] = useState<Severity>('CRITICAL')
  const [transition, setTransition] = useState<Transition>('FIRING')
  const [level, setLevel] = useState<AlarmLevel>('group')
  const [objectName, setObjectName] = useState('')
  const [owner, setOwner] = useState('')
  const [labels, setLabels] = useState<string[]>([])
  const [ruleId, setRuleId] = useState('')
  const [alarm, setAlarm] = useState<AlarmInstance | null>(null)
  const [search, setSearch] = useState('')
  const open = useQuery({
    ...activeQuery({ page: 1, pageSize: 20, ...(search !== '' && { q: search }) }),
    placeholderData: keepPreviousData,
  })
  const nameOf = (of: AlarmInstance) => nameOfObject(of.object) ?? ''
  /** The fields say of the alarm what a notice would say; what is changed afterwards is asked instead. */
  function take(instanceId: string | null): void {
    const found = open.data?.items.find((item) => item.instanceId === instanceId) ?? null
    setAlarm(found)
    if (!found) return
    setClusterId(found.clusterId)
    setSeverity(found.severity ?? 'WARNING')
    setTransition('FIRING')
    setLevel(found.level)
    setObjectName(nameOf(found))
    setOwner(found.owner ?? '')
    setLabels(Object.entries(found.labels).map(([key, value]) => `${key}=${value}`))
    setRuleId(found.ruleId)
  }
  const chosen = clusterId ?? clusters[0]?.clusterId ?? null
  const isOfAlarm =
    alarm !== null &&
    chosen === alarm.clusterId &&
    level === alarm.level &&
    objectName === nameOf(alarm) &&
    ruleId === alarm.ruleId
  function objectAsked(): RouteTestInput['object'] {
    if (isOfAlarm) {
      const { level: _level, ...names } = alarm.object
      return names
    }
    return objectName.trim() === '' || level === 'cluster' ? {} : { [objectPart(level)]: objectName.trim() }
  }
  const test = useMutation({
    mutationFn: () =>
      call(testRouteEndpoint, {
        body: {
          clusterId: chosen ?? '',
          severity,
          transition,
          level,
          object: objectAsked(),
          owner: owner.trim() || null,
          labels: Object.fromEntries(
            labels.map((text) => [text.split('=')[0] ?? '', text.slice(text.indexOf('=') + 1)]),
          ),
          ruleId: ruleId.trim(),
          instanceId: isOfAlarm ? alarm.instanceId : '',
          policyIds: null,
        },
      }),
  })
  const errorOf = useFieldErrors(test.error)
  return (
    <div className="grid gap-6 py-4 lg:grid-cols-[320px_minmax(0,1fr)]">
      <form
        className="grid content-start gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          test.mutate()
        }}
      >
        <Combobox
          label={t('alarm')}
          hint={t('alarmHint')}
          placeholder={t('alarmNone')}
          value={isOfAlarm ? alarm.instanceId : null}
          onValueChange={take}
          onQueryChange={setSearch}
          isLoading={open.isFetching}
          options={(open.data?.items ?? []).map((item) => ({
            value: item.instanceId,
            label: `${item.ruleName} ${nameOf(item) || item.clusterName}`,
            hint: item.clusterName,
          }))}
        />
        <Select
          label={t('cluster')}
          value={chosen}
          onValueChange={setClusterId}
          error={errorOf('body.clusterId')}
          options={clusters.map(({ clusterId: value, name, environment }) => ({
            value,
            label: name,
            hint: environment,
          }))}
        />
        <Select
          label={t('event')}
          value={transition}
          onValueChange={setTransition}
          options={Transition.options.map((value) => ({ value, label: t(`transitions.${value}`) }))}
        />
        <Select
          label={t('severity')}
          value={severity}
          onValueChange={setSeverity}
          options={Severity.options.map((value) => ({ value, label: t(`severities.${value}`) }))}
        />
        <Select
          label={t('levelsOf')}
          value={level}
          onValueChange={setLevel}
          options={AlarmLevel.options.map((value) => ({ value, label: t(`levels.${value}`) }))}
        />
        <TextField label={t('object')} value={objectName} onValueChange={setObjectName} />
        <TextField label={t('owner')} value={owner} onValueChange={setOwner} />
        <ChipsField
          label={t('labels')}
          isMono
          placeholder="team=pay"
          validate={(text) => (text.indexOf('=') > 0 ? null : t('labelForm'))}
          values={labels}
          onValuesChange={setLabels}
        />
        <TextField label={t('ruleId')} hint={t('ruleIdHint')} isMono value={ruleId} onValueChange={setRuleId} />
        <div>
          <Button
            type="submit"
            variant="primary"
            isBusy={test.isPending}
            disabledReason={chosen === null ? t('needsCluster') : undefined}
          >
            {t('tryRoute')}
          </Button>
        </div>
      </form>
      <div aria-live="polite" className="min-w-0">
        {test.error && <ProblemStrip error={test.error} />}
        {test.data ? (
          <ol className="grid gap-2" aria-label={t('tab.policies')}>
            {test.data.routes.map((route) => (
              <RouteLine key={route.policyId} route={route} />
            ))}
          </ol>
        ) : (
          !test.error && <p className="text-fg-3">{t('routeText')}</p>
        )}
      </div>
    </div>
  )
}

function RouteLine({ route }: { route: Route }) {
  const t = useTranslations('notifications')
  return (
    <li className="rounded-2 border border-line-2 px-3 py-2">
      <div className="flex flex-wrap items-baseline gap-x-3">
        <span className="font-medium">{route.policyName}</span>
        <StatePill state={looks[route.outcome]} label={t(`outcomes.${route.outcome}`)} />
        {route.reason && <span className="text-fg-3">{t(`reasons.${route.reason}`)}</span>}
      </div>
      {route.outcome !== 'NO_MATCH' && route.outcome !== 'NOT_REACHED' && (
        <ul className="mt-1 grid gap-0.5">
          {route.channels.map((channel) => (
            <li key={channel.channelId} className="flex flex-wrap gap-x-3">
              <span>{channel.name}</span>
              <span className="text-fg-3">{t(`kinds.${channel.kind}`)}</span>
              {channel.dueAt ? (
                <span>
                  {t('sentAt')} <Instant at={channel.dueAt} form="absolute" withMs={false} />
                </span>
              ) : (
                channel.reason && <span className="text-fg-3">{t(`reasons.${channel.reason}`)}</span>
              )}
            </li>
          ))}
        </ul>
      )}
    </li>
  )
}

/** The part of an object's identity that its level is named by. */
function objectPart(
  level: AlarmLevel,
): 'groupName' | 'topicName' | 'brokerName' | 'clientId' | 'namespace' | 'address' {
  const parts = {
    cluster: 'address',
    broker: 'brokerName',
    node: 'address',
    namespace: 'namespace',
    topic: 'topicName',
    group: 'groupName',
    groupTopic: 'groupName',
    client: 'clientId',
  } as const
  return parts[level]
}
