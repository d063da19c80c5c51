'use client'

import { useTranslations } from 'next-intl'
import { Button } from '#components/ui/button.tsx'
import { ChipsField } from '#components/ui/chips-field.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import { NumberField } from '#components/ui/number-field.tsx'
import { TextField } from '#components/ui/text-field.tsx'
import { sendLimits } from '#lib/messages/schema.ts'
import { FOREIGN_DELAY } from '../foreign-delay.ts'
import type { DraftProblem, PropertyRow, SendDraft } from './send-draft.ts'

interface HeaderFieldsProps {
  draft: SendDraft
  onChange: (patch: Partial<SendDraft>) => void
  errorOf: (path: string) => string | undefined
  problemOf: (...of: DraftProblem[]) => string | null
  /** Why this person may not send several. */
  manyReason: string | undefined
}

/** Tag, keys, the user's properties; how many and how fast. */
export function HeaderFields({ draft, onChange, errorOf, problemOf, manyReason }: HeaderFieldsProps) {
  const t = useTranslations('messages.send')
  const { properties, copyOf, count } = draft
  const changeRow = (id: number, patch: Partial<PropertyRow>) =>
    onChange({ properties: properties.map((row) => (row.id === id ? { ...row, ...patch } : row)) })
  const nextId = Math.max(0, ...properties.map(({ id }) => id)) + 1
  const hasForeignDelay = properties.some(({ name }) => name === FOREIGN_DELAY)
  const problem = errorOf('body.properties') ?? problemOf('propertyName', 'propertyTwice')
  return (
    <>
      <div className="grid grid-cols-1 gap-3 md:grid-cols-3">
        <TextField
          label={t('tag')}
          value={draft.tag}
          onValueChange={(tag) => onChange({ tag })}
          error={errorOf('body.tags')}
        />
        <ChipsField
          className="md:col-span-2"
          label={t('keys')}
          hint={t('keysHint')}
          isMono
          values={draft.keys}
          onValuesChange={(keys) => onChange({ keys })}
          error={errorOf('body.keys')}
        />
      </div>
      <fieldset>
        <legend className="mb-1 text-12 text-fg-3">{t('properties')}</legend>
        <div className="grid gap-1.5">
          {copyOf !== null && (
            <div className="grid grid-cols-[minmax(0,1fr)_minmax(0,2fr)_28px] gap-2">
              <TextField
                label={t('propertyName', { number: '0' })}
                isLabelHidden
                isMono
                value="APOGEE_COPY_OF"
                onValueChange={() => {}}
                disabledReason={t('locked')}
              />
              <TextField
                label={t('propertyValue', { name: 'APOGEE_COPY_OF' })}
                isLabelHidden
                isMono
                value={copyOf}
                onValueChange={() => {}}
                disabledReason={t('copyOf')}
              />
            </div>
          )}
          {properties.map(({ id, name, value }, index) => (
            <div key={id} className="grid grid-cols-[minmax(0,1fr)_minmax(0,2fr)_28px] items-center gap-2">
              <TextField
                label={t('propertyName', { number: String(index + 1) })}
                isLabelHidden
                isMono
                placeholder={t('name')}
                value={name}
                onValueChange={(next) => changeRow(id, { name: next })}
              />
              <TextField
                label={t('propertyValue', { name: name || String(index + 1) })}
                isLabelHidden
                isMono
                placeholder={t('value')}
                value={value}
                onValueChange={(next) => changeRow(id, { value: next })}
              />
              <IconButton
                icon="x"
                label={t('removeProperty', { name: name || String(index + 1) })}
                onClick={() => onChange({ properties: properties.filter((row) => row.id !== id) })}
              />
            </div>
          ))}
          {problem && (
            <p role="alert" className="text-12 text-critical">
              {problem}
            </p>
          )}
          {hasForeignDelay && <p className="text-12 text-warning">{t('foreignDelay', { name: FOREIGN_DELAY })}</p>}
          <Button
            variant="ghost"
            size="s"
            icon="plus"
            className="justify-self-start"
            onClick={() => onChange({ properties: [...properties, { id: nextId, name: '', value: '' }] })}
          >
            {t('addProperty')}
          </Button>
        </div>
      </fieldset>
      <div className="grid grid-cols-1 gap-3 md:grid-cols-3">
        <NumberField
          label={t('count')}
          min={1}
          max={sendLimits.count}
          value={count}
          onValueChange={(next) => onChange({ count: next })}
          error={errorOf('body.count') ?? problemOf('count') ?? manyReason}
        />
        {count !== 1 && (
          <NumberField
            label={t('rate')}
            min={1}
            max={sendLimits.ratePerSecond}
            unit={t('perSecond')}
            value={draft.ratePerSecond}
            onValueChange={(ratePerSecond) => onChange({ ratePerSecond })}
            error={errorOf('body.ratePerSecond') ?? problemOf('rate')}
          />
        )}
      </div>
    </>
  )
}
