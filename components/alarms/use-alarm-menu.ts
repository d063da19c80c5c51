'use client'

import { useTranslations } from 'next-intl'
import type { MenuItem } from '#components/ui/menu.tsx'
import type { AlarmInstance } from '#lib/alarms/incident-schema.ts'
import { editRuleHref, incidentHref, objectHref } from './alarm-href.ts'
import { useAlarmAccess } from './use-alarm-access.ts'
import type { useAlarmWrites } from './use-alarm-writes.ts'

interface AlarmMenuOptions {
  writes: ReturnType<typeof useAlarmWrites>
  /** Acknowledging with a note opens a dialog. */
  onNote: (alarm: AlarmInstance) => void
  /** A silence of more than this incident opens a dialog. */
  onSilence: (alarm: AlarmInstance) => void
  /** On the incident's own page the way to it is left out. */
  isOnPage?: boolean
}

/** What can be done with one alarm, in the list and on its page alike. */
export function useAlarmMenu({ writes, onNote, onSilence, isOnPage = false }: AlarmMenuOptions) {
  const t = useTranslations('alarms.menu')
  const access = useAlarmAccess()
  return (alarm: AlarmInstance): MenuItem[] => {
    const { clusterId, instanceId, acknowledged, silencedBy, endedAt } = alarm
    const ended = endedAt === null ? undefined : t('hasEnded')
    const mayAcknowledge = access.reason('alarm:acknowledge', alarm) ?? ended
    const maySilence = access.reason('silence:write', alarm) ?? ended
    return [
      ...(isOnPage
        ? []
        : [{ label: t('open'), icon: 'bell' as const, kbd: '↵', href: incidentHref(clusterId, instanceId) }]),
      { label: t('openObject'), icon: 'arrow-right', href: objectHref(clusterId, alarm.object) },
      { label: t('openRule'), icon: 'settings', href: editRuleHref(clusterId, alarm.ruleId) },
      { separator: true },
      acknowledged
        ? {
            label: t('takeBack'),
            icon: 'undo',
            onSelect: () => writes.acknowledge([alarm], false),
            disabledReason: mayAcknowledge,
          }
        : {
            label: t('acknowledge'),
            icon: 'check',
            kbd: 'A',
            onSelect: () => writes.acknowledge([alarm]),
            disabledReason: mayAcknowledge,
          },
      {
        label: t('acknowledgeWithNote'),
        icon: 'note',
        onSelect: () => onNote(alarm),
        disabledReason: mayAcknowledge,
      },
      { separator: true },
      ...(silencedBy?.silenceId
        ? [
            {
              label: t('endSilence'),
              icon: 'bell' as const,
              onSelect: () => writes.endSilence(silencedBy.silenceId ?? ''),
              disabledReason: maySilence,
            },
          ]
        : []),
      {
        label: t('silence1h'),
        icon: 'silenced',
        kbd: 'S',
        onSelect: () => writes.silence([alarm], 3_600_000),
        disabledReason: maySilence,
      },
      { label: t('silence4h'), onSelect: () => writes.silence([alarm], 14_400_000), disabledReason: maySilence },
      { label: t('silenceResolved'), onSelect: () => writes.silence([alarm], null), disabledReason: maySilence },
      {
        label: t('silenceMore'),
        onSelect: () => onSilence(alarm),
        disabledReason: access.reason('silence:write', alarm),
      },
    ]
  }
}
