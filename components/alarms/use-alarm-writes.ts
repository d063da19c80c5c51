'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { problemOf } from '#components/layout/states/problem-words.ts'
import { useToast } from '#components/ui/toast.tsx'
import { acknowledgeAlarmsEndpoint, createSilenceEndpoint, deleteSilenceEndpoint } from '#lib/alarms/api.ts'
import type { AlarmInstance } from '#lib/alarms/incident-schema.ts'
import type { Silence } from '#lib/alarms/silence-schema.ts'
import { call } from '#lib/api/call.ts'
import { objectName } from './alarm-href.ts'
import { alarmKeys } from './queries.ts'

export type OneAlarm = Pick<AlarmInstance, 'instanceId' | 'clusterId' | 'clusterName' | 'ruleName' | 'object' | 'state'>

/** How long a row is silenced with one key; null: until the incident is resolved. */
export type SilenceLength = 3_600_000 | 14_400_000 | null

/**
 * What is done with alarms at once, because it can be undone: acknowledging and silencing. A toast says what was done and takes
 * it back.
 */
export function useAlarmWrites() {
  const t = useTranslations('alarms.writes')
  const tProblem = useTranslations('problem.title')
  const toast = useToast()
  const client = useQueryClient()
  const refresh = () => void client.invalidateQueries({ queryKey: alarmKeys.all })
  const nameOf = (alarms: readonly OneAlarm[]): string => {
    const [first] = alarms
    return alarms.length === 1 && first ? `${first.ruleName} ${objectName(first.object) ?? first.clusterName}` : ''
  }
  const onError = (error: Error) => {
    const problem = problemOf(error)
    toast({
      kind: 'failed',
      title: tProblem(problem?.code ?? 'NO_CONNECTION'),
      description: problem?.detail ?? error.message,
    })
  }

  const acknowledge = useMutation({
    mutationFn: ({ alarms, isAcknowledged }: { alarms: readonly OneAlarm[]; isAcknowledged: boolean }) =>
      call(acknowledgeAlarmsEndpoint, {
        body: { instanceIds: alarms.map(({ instanceId }) => instanceId), isAcknowledged },
      }),
    onSuccess: ({ done, failed }, { alarms, isAcknowledged }) => {
      const [first] = failed
      if (first) {
        toast({
          kind: 'failed',
          title: t('notAcknowledged', { count: failed.length }),
          description: first.error.detail,
        })
      }
      if (done.length === 0) return
      const ids = new Set(done.map(({ target }) => target))
      const written = alarms.filter(({ instanceId }) => ids.has(instanceId))
      if (!isAcknowledged) toast({ title: t('takenBack', { count: done.length, name: nameOf(alarms) }) })
      else {
        toast({
          title: t('acknowledged', { count: done.length, name: nameOf(alarms) }),
          action: {
            label: t('undo'),
            onClick: () => acknowledge.mutate({ alarms: written, isAcknowledged: false }),
          },
        })
      }
    },
    onError,
    onSettled: refresh,
  })

  const endSilences = useMutation({
    mutationFn: (silences: readonly Pick<Silence, 'silenceId'>[]) =>
      Promise.all(silences.map(({ silenceId }) => call(deleteSilenceEndpoint, { params: { silenceId } }))),
    onError,
    onSettled: refresh,
  })

  const silence = useMutation({
    mutationFn: async ({ alarms, lengthMs }: { alarms: readonly OneAlarm[]; lengthMs: SilenceLength }) => {
      const endsAt = lengthMs === null ? null : new Date(Date.now() + lengthMs)
      const answers = await Promise.allSettled(
        alarms.map(({ clusterId, instanceId }) =>
          call(createSilenceEndpoint, {
            body: {
              scope: { clusterId, instanceId },
              endsAt,
              reason: t('reason', { length: lengthMs === null ? 'resolved' : String(lengthMs / 3_600_000) }),
            },
          }),
        ),
      )
      const silences = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []))
      const refused = answers.find((answer) => answer.status === 'rejected')
      if (silences.length === 0 && refused) throw refused.reason
      return { silences, refused: refused?.reason as Error | undefined, failed: answers.length - silences.length } // `call` throws errors
    },
    onSuccess: ({ silences, refused, failed }, { alarms, lengthMs }) => {
      if (refused) toast({ kind: 'failed', title: t('notSilenced', { count: failed }), description: refused.message })
      toast({
        title: t('silenced', {
          count: silences.length,
          name: nameOf(alarms),
          length: lengthMs === null ? 'resolved' : String(lengthMs / 3_600_000),
        }),
        action: { label: t('undo'), onClick: () => endSilences.mutate(silences) },
      })
    },
    onError,
    onSettled: refresh,
  })

  return {
    acknowledge: (alarms: readonly OneAlarm[], isAcknowledged = true) => acknowledge.mutate({ alarms, isAcknowledged }),
    silence: (alarms: readonly OneAlarm[], lengthMs: SilenceLength) => silence.mutate({ alarms, lengthMs }),
    endSilence: (silenceId: string) => endSilences.mutate([{ silenceId }]),
    isBusy: acknowledge.isPending || silence.isPending || endSilences.isPending,
  }
}
