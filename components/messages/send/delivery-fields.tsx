'use client'

import { useTimeZone, useTranslations } from 'next-intl'
import { useFormat } from '#components/layout/use-format.ts'
import { Combobox } from '#components/ui/combobox.tsx'
import { parseInstant } from '#components/ui/date-range/parse-range.ts'
import { NumberField } from '#components/ui/number-field.tsx'
import { Select } from '#components/ui/select.tsx'
import { TextField } from '#components/ui/text-field.tsx'
import { type SendableType, type SendOptions, sendLimits } from '#lib/messages/schema.ts'
import { type DelayUnit, type DraftProblem, delayUnits, type SendDraft } from './send-draft.ts'

interface DeliveryFieldsProps {
  draft: SendDraft
  type: SendableType
  options: SendOptions
  onChange: (patch: Partial<SendDraft>) => void
  errorOf: (path: string) => string | undefined
  problemOf: (...of: DraftProblem[]) => string | null
}

const levels = Array.from({ length: sendLimits.delayLevels }, (_, index) => index + 1)

/** Type, queue, and what belongs to the type: the message group with its queue, or when the message is due. */
export function DeliveryFields({ draft, type, options, onChange, errorOf, problemOf }: DeliveryFieldsProps) {
  const t = useTranslations('messages.send')
  const { groupQueue } = options
  const isCopy = draft.copyOf !== null
  return (
    <div className="grid grid-cols-1 gap-3 md:grid-cols-3">
      <Select
        label={t('type')}
        options={options.types.map((value) => ({ value, label: t(`types.${value}`) }))}
        value={type}
        onValueChange={(next) => onChange({ type: next, queue: null })}
        error={errorOf('body.type')}
        {...(isCopy && { disabledReason: t('locked') })}
      />
      {type === 'FIFO' ? (
        <TextField
          className="md:col-span-2"
          label={t('messageGroup')}
          isRequired
          isMono
          maxLength={sendLimits.messageGroup}
          value={draft.messageGroup}
          onValueChange={(messageGroup) => onChange({ messageGroup })}
          error={errorOf('body.messageGroup')}
          {...(isCopy && draft.messageGroup !== '' && { disabledReason: t('locked') })}
          hint={
            draft.messageGroup.trim() !== '' && groupQueue
              ? t('groupQueue', { broker: groupQueue.brokerName, queue: String(groupQueue.queueId) })
              : t('groupHint')
          }
        />
      ) : (
        <Combobox
          className="md:col-span-2"
          label={t('queue')}
          placeholder={t('queueAuto')}
          options={options.queues.map(({ brokerName, queueId }) => ({ value: `${brokerName}:${queueId}` }))}
          value={draft.queue}
          onValueChange={(queue) => onChange({ queue })}
          error={errorOf('body.queue')}
        />
      )}
      {type === 'DELAY' && (
        <DelayFields
          draft={draft}
          options={options}
          onChange={onChange}
          error={
            errorOf('body.deliverAfterMs') ??
            errorOf('body.deliverAt') ??
            errorOf('body.delayLevel') ??
            problemOf('delay', 'delayPast', 'delayTooLong', 'noTimer')
          }
        />
      )}
    </div>
  )
}

interface DelayFieldsProps extends Pick<DeliveryFieldsProps, 'draft' | 'options' | 'onChange'> {
  error: string | null | undefined
}

function DelayFields({ draft, options, onChange, error }: DelayFieldsProps) {
  const t = useTranslations('messages.send')
  const format = useFormat()
  const timeZone = useTimeZone() ?? 'UTC'
  const { maxDelayMs } = options
  const hint =
    maxDelayMs === null
      ? t('noTimer')
      : maxDelayMs === undefined
        ? t('maxDelayUnknown')
        : t('maxDelay', { duration: format.duration(maxDelayMs) })
  const at = draft.delay === 'at' ? parseInstant(draft.delayAt, { now: new Date(), timeZone }) : null
  return (
    <>
      <Select
        label={t('delay')}
        options={(['after', 'at', 'level'] as const).map((value) => ({ value, label: t(`delays.${value}`) }))}
        value={draft.delay}
        onValueChange={(delay) => onChange({ delay })}
      />
      {draft.delay === 'after' && (
        <>
          <NumberField
            label={t('delays.after')}
            isRequired
            min={1}
            value={draft.delayAfter}
            onValueChange={(delayAfter) => onChange({ delayAfter })}
            hint={hint}
            error={error}
          />
          <Select<DelayUnit>
            label={t('unit')}
            options={(Object.keys(delayUnits) as DelayUnit[]).map((value) => ({ value, label: t(`units.${value}`) }))}
            value={draft.delayUnit}
            onValueChange={(delayUnit) => onChange({ delayUnit })}
          />
        </>
      )}
      {draft.delay === 'at' && (
        <TextField
          className="md:col-span-2"
          label={t('delays.at')}
          isRequired
          placeholder="14:30, 2026-12-24 08:00, now+2h"
          value={draft.delayAt}
          onValueChange={(delayAt) => onChange({ delayAt })}
          hint={at ? format.instant(at) : hint}
          error={draft.delayAt === '' ? null : error}
        />
      )}
      {draft.delay === 'level' && (
        <Select
          className="md:col-span-2"
          label={t('delays.level')}
          hint={t('levelHint')}
          options={levels.map((level) => ({
            value: String(level),
            label: t('level', { level: String(level), time: LEVEL_TIMES[level - 1] ?? '' }),
          }))}
          value={String(draft.delayLevel)}
          onValueChange={(level) => onChange({ delayLevel: Number(level) })}
          error={error}
        />
      )}
    </>
  )
}

/** `messageDelayLevel` of a broker where nobody has changed it. */
const LEVEL_TIMES = '1s 5s 10s 30s 1m 2m 3m 4m 5m 6m 7m 8m 9m 10m 20m 30m 1h 2h'.split(' ')
