'use client'

import { useTranslations } from 'next-intl'
import { Checkbox } from '#components/ui/checkbox.tsx'
import { NumberField } from '#components/ui/number-field.tsx'
import { groupLimits } from '#lib/groups/schema.ts'
import type { SettingsFieldsProps } from './settings-fields.tsx'

/** What most groups leave as it is. */
export function AdvancedFields({ draft, onChange, errorOf }: SettingsFieldsProps) {
  const t = useTranslations('groups.fields')
  const range = (min: number, max: number) => ({ min, max, unit: t('range', { min, max }) })
  return (
    <div className="grid gap-3">
      <Checkbox
        label="consumeBroadcastEnable"
        hint={t('broadcastHint')}
        checked={draft.consumeBroadcastEnable}
        onCheckedChange={(consumeBroadcastEnable) => onChange({ consumeBroadcastEnable })}
      />
      <Checkbox
        label="consumeFromMinEnable"
        hint={t('fromMinHint')}
        checked={draft.consumeFromMinEnable}
        onCheckedChange={(consumeFromMinEnable) => onChange({ consumeFromMinEnable })}
      />
      <Checkbox
        label="notifyConsumerIdsChangedEnable"
        hint={t('notifyHint')}
        checked={draft.notifyConsumerIdsChangedEnable}
        onCheckedChange={(notifyConsumerIdsChangedEnable) => onChange({ notifyConsumerIdsChangedEnable })}
      />
      <div className="grid grid-cols-1 gap-3 md:grid-cols-2">
        <NumberField
          label="retryQueueNums"
          hint={t('retryQueuesHint')}
          {...range(1, groupLimits.retryQueueNumsMax)}
          error={errorOf('body.retryQueueNums')}
          value={draft.retryQueueNums}
          onValueChange={(retryQueueNums) => onChange({ retryQueueNums })}
        />
        <NumberField
          label="consumeTimeoutMinute"
          hint={t('timeoutHint')}
          {...range(1, groupLimits.consumeTimeoutMinuteMax)}
          error={errorOf('body.consumeTimeoutMinute')}
          value={draft.consumeTimeoutMinute}
          onValueChange={(consumeTimeoutMinute) => onChange({ consumeTimeoutMinute })}
        />
        <NumberField
          label="brokerId"
          hint={t('brokerIdHint')}
          min={0}
          error={errorOf('body.brokerId')}
          value={draft.brokerId}
          onValueChange={(brokerId) => onChange({ brokerId })}
        />
        <NumberField
          label="whichBrokerWhenConsumeSlowly"
          hint={t('slowlyHint')}
          min={0}
          error={errorOf('body.whichBrokerWhenConsumeSlowly')}
          value={draft.whichBrokerWhenConsumeSlowly}
          onValueChange={(whichBrokerWhenConsumeSlowly) => onChange({ whichBrokerWhenConsumeSlowly })}
        />
      </div>
    </div>
  )
}
