'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Section } from '#components/layout/section.tsx'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { QueryView } from '#components/layout/states/query-view.tsx'
import { useFieldErrors } from '#components/layout/states/use-field-errors.ts'
import { useAccess } from '#components/layout/use-access.ts'
import { Button } from '#components/ui/button.tsx'
import { NumberField } from '#components/ui/number-field.tsx'
import { ReasonOnce } from '#components/ui/reason-once.tsx'
import { TextField } from '#components/ui/text-field.tsx'
import { useToast } from '#components/ui/toast.tsx'
import { call } from '#lib/api/call.ts'
import { setLimitsEndpoint } from '#lib/clusters/api.ts'
import type { Limits } from '#lib/clusters/schema.ts'
import { topicLimits } from '#lib/topics/schema.ts'
import { limitsKey, limitsQuery } from './queries.ts'

/** What may be created in the cluster from now on. */
export function LimitsSection({ clusterId }: { clusterId: string }) {
  const t = useTranslations('clusters.limits')
  const query = useQuery(limitsQuery(clusterId))
  return (
    <Section title={t('title')} className="border-line-2 border-t pt-4 pb-8">
      <p className="mb-3 max-w-[70ch] text-12 text-fg-3">{t('text')}</p>
      <QueryView query={query}>
        {(limits) => <LimitsForm key={limits.revision} clusterId={clusterId} saved={limits} />}
      </QueryView>
    </Section>
  )
}

const messageLimits = ['maxTestBodyBytes', 'maxExportMessages', 'maxScanMessages'] as const
const capacities = ['capacityInTps', 'capacityOutTps'] as const
const patterns = ['topicNamePattern', 'topicNameHint', 'groupNamePattern', 'groupNameHint'] as const

function LimitsForm({ clusterId, saved }: { clusterId: string; saved: Limits }) {
  const t = useTranslations('clusters.limits')
  const access = useAccess()
  const toast = useToast()
  const queryClient = useQueryClient()
  const [input, setInput] = useState(saved)
  const change = (patch: Partial<Limits>) => setInput((present) => ({ ...present, ...patch }))
  const save = useMutation({
    mutationFn: () => call(setLimitsEndpoint, { params: { clusterId }, body: input }),
    onSuccess: (limits) => {
      queryClient.setQueryData(limitsKey(clusterId), limits)
      void queryClient.invalidateQueries({ queryKey: ['clusters'] })
      toast({ title: t('saved') })
    },
  })
  const errorOf = useFieldErrors(save.error)
  const isChanged = JSON.stringify(input) !== JSON.stringify(saved)
  const reason = access.reason('limit:write', clusterId)
  return (
    <form
      className="grid max-w-[820px] gap-3"
      onSubmit={(event) => {
        event.preventDefault()
        if (isChanged && !save.isPending) save.mutate()
      }}
    >
      <ReasonOnce reason={reason}>
        {save.error && <ProblemStrip error={save.error} />}
        <div className="grid grid-cols-1 gap-3 md:grid-cols-2">
          <NumberField
            label={t('maxTopics')}
            hint={t('emptyIsAny')}
            min={0}
            error={errorOf('body.maxTopics')}
            disabledReason={reason}
            value={input.maxTopics}
            onValueChange={(maxTopics) => change({ maxTopics })}
          />
          <NumberField
            label={t('maxGroups')}
            hint={t('emptyIsAny')}
            min={0}
            error={errorOf('body.maxGroups')}
            disabledReason={reason}
            value={input.maxGroups}
            onValueChange={(maxGroups) => change({ maxGroups })}
          />
          <NumberField
            label={t('maxRoles')}
            hint={t('emptyIsAnyRole')}
            min={0}
            error={errorOf('body.maxRoles')}
            disabledReason={reason}
            value={input.maxRoles}
            onValueChange={(maxRoles) => change({ maxRoles })}
          />
          <NumberField
            label={t('topicQueuesMin')}
            isRequired
            min={topicLimits.queuesPerBrokerMin}
            max={topicLimits.queuesPerBrokerMax}
            error={errorOf('body.topicQueuesMin')}
            disabledReason={reason}
            value={input.topicQueuesMin}
            onValueChange={(value) => change({ topicQueuesMin: value ?? topicLimits.queuesPerBrokerMin })}
          />
          <NumberField
            label={t('topicQueuesMax')}
            isRequired
            min={topicLimits.queuesPerBrokerMin}
            max={topicLimits.queuesPerBrokerMax}
            error={errorOf('body.topicQueuesMax')}
            disabledReason={reason}
            value={input.topicQueuesMax}
            onValueChange={(value) => change({ topicQueuesMax: value ?? topicLimits.queuesPerBrokerMin })}
          />
          {capacities.map((key) => (
            <NumberField
              key={key}
              label={t(key)}
              hint={t('ofCapacity')}
              min={1}
              error={errorOf(`body.${key}`)}
              disabledReason={reason}
              value={input[key]}
              onValueChange={(value) => change({ [key]: value })}
            />
          ))}
          {messageLimits.map((key) => (
            <NumberField
              key={key}
              label={t(key)}
              hint={t('ofMessages')}
              isRequired
              min={1}
              error={errorOf(`body.${key}`)}
              disabledReason={reason}
              value={input[key]}
              onValueChange={(value) => change({ [key]: value ?? saved[key] })}
            />
          ))}
          {patterns.map((key) => (
            <TextField
              key={key}
              label={t(key)}
              hint={t(key.endsWith('Hint') ? 'hintWarns' : 'patternRefuses')}
              placeholder="^[a-z]+(_[a-z]+)*$"
              maxLength={100}
              error={errorOf(`body.${key}`)}
              disabledReason={reason}
              value={input[key] ?? ''}
              onValueChange={(text) => change({ [key]: text === '' ? null : text })}
            />
          ))}
        </div>
        <div className="flex flex-wrap items-center gap-2">
          <Button
            type="submit"
            isBusy={save.isPending}
            disabledReason={reason ?? (isChanged ? undefined : t('unchanged'))}
          >
            {t('save')}
          </Button>
          <Button onClick={() => change({ topicQueuesMin: 3, topicQueuesMax: 16 })} disabledReason={reason}>
            {t('managedPreset')}
          </Button>
        </div>
      </ReasonOnce>
    </form>
  )
}
