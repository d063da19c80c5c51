'use client'

import { useTranslations } from 'next-intl'
import { MeasuredValue } from '#components/layout/measured-value.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { SwitchConsumeDialog } from './switch-consume-dialog.tsx'

interface ConsumeDialogProps {
  clusterId: string
  groupName: string
  /** What it will be. */
  enabled: boolean
  onClose: () => void
}

/** Asks before consumption is switched, with who is there and what waits. */
export function ConsumeDialog({ groupName, enabled, ...rest }: ConsumeDialogProps) {
  const t = useTranslations('groups.consume')
  const tGroups = useTranslations('groups')
  const format = useFormat()
  const word = enabled ? 'on' : 'off'
  return (
    <SwitchConsumeDialog
      {...rest}
      groupName={groupName}
      enabled={enabled}
      title={t(`${word}.title`, { name: groupName })}
      doneText={t(`${word}.done`, { name: groupName })}
      factsOf={({ clients, lag, lagTimeMs, brokerNames }) => [
        {
          label: tGroups('clients'),
          value: <MeasuredValue measured={clients} format={({ total }) => format.number(total)} />,
        },
        { label: tGroups('lag'), value: <MeasuredValue measured={lag} /> },
        {
          label: tGroups('oldestUnconsumed'),
          value: <MeasuredValue measured={lagTimeMs} format={(ageMs) => (ageMs <= 0 ? '0' : format.age(ageMs))} />,
        },
        { label: t('brokers'), value: brokerNames.join(', ') || '–' },
      ]}
      impactOf={() =>
        enabled
          ? [
              { kind: 'info', text: t('on.resumes') },
              { kind: 'info', text: t('on.backlog') },
            ]
          : [
              { kind: 'warning', text: t('off.stops') },
              { kind: 'warning', text: t('off.grows') },
              { kind: 'undo', text: t('off.undo') },
            ]
      }
    />
  )
}
