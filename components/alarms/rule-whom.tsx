'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { parseLabel } from '#components/topics/labels.ts'
import { Checkbox } from '#components/ui/checkbox.tsx'
import { ChipsField } from '#components/ui/chips-field.tsx'
import { MultiSelect } from '#components/ui/multi-select.tsx'
import { NumberField } from '#components/ui/number-field.tsx'
import { Segmented } from '#components/ui/segmented.tsx'
import { Select } from '#components/ui/select.tsx'
import { TextArea } from '#components/ui/text-area.tsx'
import { TextField } from '#components/ui/text-field.tsx'
import { repeatChoicesMs } from '#lib/alarms/rule-schema.ts'
import { renderTemplate, templateVariables, unknownVariables } from '#lib/notifications/render-template.ts'
import { policiesQuery } from './queries.ts'
import type { RulePartProps } from './rule-what.tsx'
import { useAlarmWords } from './use-alarm-words.ts'

/** Who hears of it, how often, and in which words. */
export function RuleWhom({
  draft,
  change,
  errorOf,
  readOnly,
  sample,
}: RulePartProps & {
  /** Values of a real alarm, or of a made one where there is none; for the preview. */
  sample: { values: Record<string, string>; isReal: boolean }
}) {
  const t = useTranslations('alarms.editor')
  const words = useAlarmWords()
  const policies = useQuery(policiesQuery)
  const [language, setLanguage] = useState<'en' | 'zh'>('en')
  const field = { disabledReason: readOnly }
  const template = language === 'en' ? draft.templateEn : draft.templateZh
  const strange = unknownVariables(template, templateVariables)
  return (
    <div className="grid gap-3">
      <div className="grid grid-cols-1 gap-3 md:grid-cols-2">
        <TextField
          {...field}
          label={t('owner')}
          icon="groups"
          maxLength={64}
          value={draft.owner}
          error={errorOf('owner')}
          onValueChange={(owner) => change({ owner })}
        />
        <ChipsField
          {...field}
          label={t('labels')}
          hint={t('labelsHint')}
          placeholder="team=pay"
          values={draft.labels}
          error={errorOf('labels')}
          validate={(text) => (parseLabel(text) ? null : t('problems.label'))}
          onValuesChange={(labels) => change({ labels })}
        />
      </div>
      <MultiSelect
        {...field}
        label={t('policies')}
        hint={draft.policyIds.length === 0 ? t('routingHint') : undefined}
        placeholder={t('routing')}
        values={draft.policyIds}
        error={errorOf('policyIds')}
        onValuesChange={(policyIds) => change({ policyIds })}
        options={(policies.data?.items ?? []).map(({ policyId, name }) => ({ value: policyId, label: name }))}
      />
      <div className="grid grid-cols-1 gap-3 md:grid-cols-3">
        <Select
          {...field}
          label={t('repeat')}
          value={draft.repeatMs === null ? 'once' : String(draft.repeatMs)}
          error={errorOf('repeatMs')}
          onValueChange={(value) => change({ repeatMs: value === 'once' ? null : Number(value) })}
          options={[
            { value: 'once', label: t('once') },
            ...repeatChoicesMs.map((ms) => ({ value: String(ms), label: t('every', { time: words.duration(ms) }) })),
          ]}
        />
        {draft.repeatMs !== null && (
          <>
            <NumberField
              {...field}
              label={t('maxSends')}
              hint={t('maxSendsHint')}
              min={1}
              max={1000}
              value={draft.maxSends}
              error={errorOf('maxSends')}
              onValueChange={(maxSends) => change({ maxSends })}
            />
            <Checkbox
              className="md:mt-5"
              label={t('growRepeat')}
              checked={draft.growRepeat}
              disabledReason={readOnly}
              onCheckedChange={(growRepeat) => change({ growRepeat })}
            />
          </>
        )}
      </div>
      <Checkbox
        label={t('sendResolved')}
        checked={draft.sendResolved}
        disabledReason={readOnly}
        onCheckedChange={(sendResolved) => change({ sendResolved })}
      />
      <TextField
        {...field}
        label={t('runbook')}
        placeholder="https://wiki.example.org/mq/lag"
        value={draft.runbookUrl}
        error={errorOf('runbookUrl')}
        onValueChange={(runbookUrl) => change({ runbookUrl })}
      />
      <TextField
        {...field}
        label={t('remark')}
        maxLength={128}
        value={draft.remark}
        error={errorOf('remark')}
        onValueChange={(remark) => change({ remark })}
      />
      <div className="grid gap-2">
        <div className="flex flex-wrap items-center justify-between gap-2">
          <span className="text-12 text-fg-3">{t('template')}</span>
          <Segmented
            label={t('templateLanguage')}
            size="s"
            value={language}
            onValueChange={setLanguage}
            options={[
              { value: 'en', label: 'English' },
              { value: 'zh', label: '中文' },
            ]}
          />
        </div>
        <TextArea
          {...field}
          label={t('templateIn', { language: language === 'en' ? 'English' : '中文' })}
          isLabelHidden
          isMono
          rows={3}
          placeholder={t('templatePlaceholder')}
          hint={t('templateHint', { variables: templateVariables.map((name) => `{{${name}}}`).join(' ') })}
          warning={strange.length > 0 ? t('unknownVariables', { list: strange.join(', ') }) : undefined}
          value={template}
          error={errorOf(language === 'en' ? 'templates.en' : 'templates.zhCN')}
          onValueChange={(text) => change(language === 'en' ? { templateEn: text } : { templateZh: text })}
        />
        {template.trim() !== '' && (
          <figure aria-label={t('templatePreview')} className="rounded-2 bg-surface-1 px-3 py-2">
            <figcaption className="text-12 text-fg-3">{sample.isReal ? t('previewReal') : t('previewMade')}</figcaption>
            <p className="whitespace-pre-wrap [overflow-wrap:anywhere]">{renderTemplate(template, sample.values)}</p>
          </figure>
        )}
      </div>
    </div>
  )
}
