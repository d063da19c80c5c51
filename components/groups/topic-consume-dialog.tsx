'use client'

import { useTranslations } from 'next-intl'
import { MeasuredValue } from '#components/layout/measured-value.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import type { Impact } from '#components/ui/impact-list.tsx'
import type { Group } from '#lib/groups/schema.ts'
import { SwitchConsumeDialog } from './switch-consume-dialog.tsx'

interface TopicConsumeDialogProps {
  clusterId: string
  groupName: string
  topicName: string
  /** What it will be. */
  enabled: boolean
  onClose: () => void
}

/** Asks before consumption of one topic is switched: who obeys and who does not, what waits, which topics stay off. */
export function TopicConsumeDialog({ groupName, topicName, enabled, ...rest }: TopicConsumeDialogProps) {
  const t = useTranslations('groups.consume')
  const tGroups = useTranslations('groups')
  const format = useFormat()
  const word = enabled ? 'on' : 'off'
  const names = { name: groupName, topic: topicName }
  return (
    <SwitchConsumeDialog
      {...rest}
      groupName={groupName}
      topicName={topicName}
      enabled={enabled}
      title={t(`topic.${word}.title`, names)}
      doneText={t(`topic.${word}.done`, names)}
      factsOf={({ clients, topicRows, brokerNames }) => {
        const lag = topicRows.find((row) => row.topicName === topicName)?.lag
        return [
          {
            label: tGroups('clients'),
            value: <MeasuredValue measured={clients} format={({ total }) => format.number(total)} />,
          },
          ...(lag ? [{ label: t('lagInTopic'), value: <MeasuredValue measured={lag} /> }] : []),
          { label: t('brokers'), value: brokerNames.join(', ') || '–' },
        ]
      }}
      impactOf={enabled ? switchedOn : switchedOff}
    />
  )

  function switchedOn(group: Group | null): Impact[] {
    const othersOff = group?.topicsOff.filter((off) => off.topicName !== topicName).map((off) => off.topicName) ?? []
    return [
      { kind: 'info', text: t('topic.on.resumes') },
      { kind: 'info', text: t('topic.on.backlog') },
      ...(othersOff.length > 0
        ? [{ kind: 'info' as const, text: t('topic.on.others', { topics: othersOff.join(', ') }) }]
        : []),
    ]
  }

  function switchedOff(group: Group | null): Impact[] {
    const deaf = group ? deafClients(group) : null
    const notAll = deaf === null ? t('topic.off.notAllUnknown') : deaf > 0 && t('topic.off.notAll', { count: deaf })
    return [
      { kind: 'warning', text: t('topic.off.stops') },
      ...(notAll ? [{ kind: 'warning' as const, text: notAll }] : []),
      { kind: 'warning', text: t('topic.off.grows') },
      { kind: 'info', text: t('topic.off.version') },
      { kind: 'undo', text: t('topic.off.undo') },
    ]
  }
}

/** Clients that no broker stops in one topic: all that POP or pull, and those of gRPC. Null = not known. */
function deafClients({ type, clients }: Group): number | null {
  if (clients.value === null) return null
  return type === 'POP' || type === 'PULL' ? clients.value.total : clients.value.grpc
}
