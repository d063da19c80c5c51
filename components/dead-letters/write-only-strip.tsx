'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { useAccess } from '#components/layout/use-access.ts'
import { updateTopicCommand } from '#components/topics/mqadmin-command.ts'
import { registrationQuery, topicConfigsQuery, topicKeys } from '#components/topics/queries.ts'
import { holdsPatch } from '#components/topics/topic-edit.ts'
import { Button } from '#components/ui/button.tsx'
import { CommandBox } from '#components/ui/command-box.tsx'
import { Strip } from '#components/ui/strip.tsx'
import { call } from '#lib/api/call.ts'
import { updateTopicEndpoint } from '#lib/topics/api.ts'
import { onTopic } from '#lib/users/scope-match.ts'

interface WriteOnlyStripProps {
  clusterId: string
  topicName: string
  brokerNames: readonly string[]
  onDone: () => void
}

const wanted = { permission: 'RW' } as const

/** Brokers before 4.9.2 make dead-letter topics that nobody may read: says so, and offers to change it. */
export function WriteOnlyStrip({ clusterId, topicName, brokerNames, onDone }: WriteOnlyStripProps) {
  const t = useTranslations('deadLetters')
  const access = useAccess()
  const queryClient = useQueryClient()
  const registration = useQuery(registrationQuery(clusterId))
  const configs = useQuery(topicConfigsQuery(clusterId, topicName))
  const written = configs.data?.items.filter((config) => !holdsPatch(config, wanted)) ?? []
  const change = useMutation({
    mutationFn: () => call(updateTopicEndpoint, { params: { clusterId, topicName }, body: wanted }),
    onSuccess: () => {
      void queryClient.invalidateQueries({ queryKey: topicKeys.all(clusterId) })
      onDone()
    },
  })
  return (
    <div className="mt-3 grid gap-2">
      <Strip
        tone="warning"
        role="status"
        end={
          <Button
            size="s"
            onClick={() => change.mutate()}
            isBusy={change.isPending}
            disabledReason={access.reason('topic:update', clusterId, onTopic(topicName))}
          >
            {t('makeReadable')}
          </Button>
        }
      >
        <strong className="font-semibold">{t('writeOnlyTitle', { names: brokerNames.join(', ') })}</strong>{' '}
        {t('writeOnlyText', { topic: topicName })}
      </Strip>
      {registration.data && written.length > 0 && (
        <CommandBox command={updateTopicCommand(registration.data.nameServers, written, topicName, wanted)} />
      )}
      <ProblemStrip error={change.error} />
    </div>
  )
}
