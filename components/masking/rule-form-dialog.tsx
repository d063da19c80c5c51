'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { useFieldErrors } from '#components/layout/states/use-field-errors.ts'
import { useClusters } from '#components/layout/use-clusters.ts'
import { ChipsField } from '#components/ui/chips-field.tsx'
import { FormDialog } from '#components/ui/form-dialog.tsx'
import { MultiSelect } from '#components/ui/multi-select.tsx'
import { Segmented } from '#components/ui/segmented.tsx'
import { Select } from '#components/ui/select.tsx'
import { Switch } from '#components/ui/switch.tsx'
import { TextField } from '#components/ui/text-field.tsx'
import { useToast } from '#components/ui/toast.tsx'
import { call } from '#lib/api/call.ts'
import { createMaskingRuleEndpoint, updateMaskingRuleEndpoint } from '#lib/masking/api.ts'
import { MaskAction, type MaskingRule, MaskMode, MaskTarget } from '#lib/masking/schema.ts'
import { maskingKeys } from './queries.ts'
import { type RuleDraft, scopeKinds, toRule } from './rule-draft.ts'
import { SampleFields } from './sample-tester.tsx'

interface RuleFormDialogProps {
  /** null: a new one. */
  rule: MaskingRule | null
  initial: RuleDraft
  onClose: () => void
}

/** What a rule is about, what it hides and how; with a sample beside it that shows what it leaves. */
export function RuleFormDialog({ rule, initial, onClose }: RuleFormDialogProps) {
  const t = useTranslations('masking')
  const toast = useToast()
  const queryClient = useQueryClient()
  const [draft, setDraft] = useState(initial)
  const change = (patch: Partial<RuleDraft>) => setDraft((present) => ({ ...present, ...patch }))
  const save = useMutation({
    mutationFn: () => {
      const body = toRule(draft)
      return rule
        ? call(updateMaskingRuleEndpoint, {
            params: { ruleId: rule.ruleId },
            body: { ...body, revision: rule.revision },
          })
        : call(createMaskingRuleEndpoint, { body })
    },
    onSuccess: (saved) => {
      void queryClient.invalidateQueries({ queryKey: maskingKeys.all })
      toast({ title: t('saved', { name: saved.name }) })
      onClose()
    },
  })
  const errorOf = useFieldErrors(save.error)
  const firstOf = (path: string, count: number) =>
    errorOf(path) ?? Array.from({ length: count }, (_, index) => errorOf(`${path}.${index}`)).find(Boolean)
  const looksAt = (target: MaskTarget) => draft.appliesTo.includes(target)
  const lacks =
    draft.name.trim().length < 2
      ? t('needsName')
      : draft.appliesTo.length === 0
        ? t('needsTarget')
        : draft.scopeKind === 'labels' && draft.labels.length === 0
          ? t('needsLabel')
          : undefined
  return (
    <FormDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={rule ? t('editTitle', { name: rule.name }) : t('add')}
      width={960}
      note={t('recorded')}
      submitLabel={t('save')}
      onSubmit={() => save.mutate()}
      isSubmitting={save.isPending}
      submitDisabledReason={lacks}
      problem={save.error && <ProblemStrip error={save.error} />}
      hasUnsavedInput={JSON.stringify(draft) !== JSON.stringify(initial)}
    >
      <div className="grid grid-cols-1 gap-6 md:grid-cols-2">
        <div className="grid content-start gap-3">
          <TextField
            label={t('name')}
            isRequired
            maxLength={60}
            value={draft.name}
            error={errorOf('body.name')}
            onValueChange={(name) => change({ name })}
          />
          <ScopeFields draft={draft} change={change} errorOf={errorOf} />
          <MultiSelect
            label={t('appliesTo')}
            isRequired
            hint={looksAt('JSON') && !looksAt('TEXT') ? t('jsonOnly') : looksAt('TEXT') ? t('withText') : undefined}
            values={draft.appliesTo}
            error={errorOf('body.appliesTo')}
            onValuesChange={(appliesTo) => change({ appliesTo })}
            options={MaskTarget.options.map((value) => ({ value, label: t(`targets.${value}`) }))}
          />
          <div>
            <Segmented
              label={t('mode')}
              value={draft.mode}
              onValueChange={(mode) => change({ mode })}
              options={MaskMode.options.map((value) => ({ value, label: t(`modes.${value}`) }))}
            />
            <p className="mt-1 text-12 text-fg-3">{t(`modeHints.${draft.mode}`)}</p>
          </div>
          {looksAt('JSON') && (
            <ChipsField
              label={t('jsonPaths')}
              hint={t('jsonPathsHint')}
              isMono
              placeholder="$.card.number"
              values={draft.jsonPaths}
              error={firstOf('body.jsonPaths', draft.jsonPaths.length)}
              onValuesChange={(jsonPaths) => change({ jsonPaths })}
            />
          )}
          {looksAt('PROPERTIES') && (
            <ChipsField
              label={t('propertyNames')}
              hint={t('propertyNamesHint')}
              isMono
              values={draft.propertyNames}
              error={firstOf('body.propertyNames', draft.propertyNames.length)}
              onValuesChange={(propertyNames) => change({ propertyNames })}
            />
          )}
          <TextField
            label={t('pattern')}
            hint={t('patternHint')}
            isMono
            value={draft.pattern}
            error={errorOf('body.pattern')}
            onValueChange={(pattern) => change({ pattern })}
          />
          <Select
            label={t('action')}
            hint={t(`actionHints.${draft.action}`)}
            value={draft.action}
            onValueChange={(action) => change({ action })}
            options={MaskAction.options.map((value) => ({ value, label: t(`actions.${value}`) }))}
          />
          <Switch label={t('isOn')} checked={draft.isEnabled} onCheckedChange={(isEnabled) => change({ isEnabled })} />
        </div>
        <SampleFields rule={lacks === undefined ? toRule(draft) : null} whyNot={lacks} />
      </div>
    </FormDialog>
  )
}

interface ScopeFieldsProps {
  draft: RuleDraft
  change: (patch: Partial<RuleDraft>) => void
  errorOf: (path: string) => string | undefined
}

function ScopeFields({ draft, change, errorOf }: ScopeFieldsProps) {
  const t = useTranslations('masking')
  const clusters = useClusters()
  const environments = [...new Set(clusters.map(({ environment }) => environment))].sort()
  const error = errorOf('body.clusters')
  const kinds = [...(draft.kept ? (['kept'] as const) : []), ...scopeKinds]
  return (
    <>
      <div className="grid grid-cols-1 items-start gap-3 md:grid-cols-2">
        <Select
          label={t('clusters')}
          value={draft.scopeKind}
          onValueChange={(scopeKind) => change({ scopeKind })}
          options={kinds.map((value) => ({ value, label: t(`scopeKinds.${value}`) }))}
        />
        <TextField
          label={t('topicPattern')}
          isMono
          value={draft.topicPattern}
          error={errorOf('body.topicPattern')}
          onValueChange={(topicPattern) => change({ topicPattern })}
        />
      </div>
      {draft.scopeKind === 'clusterIds' && (
        <MultiSelect
          label={t('whichClusters')}
          values={draft.clusterIds}
          error={error}
          onValuesChange={(clusterIds) => change({ clusterIds })}
          options={clusters.map(({ clusterId, name }) => ({ value: clusterId as string, label: name }))}
        />
      )}
      {draft.scopeKind === 'environments' && (
        <MultiSelect
          label={t('whichEnvironments')}
          values={draft.environments}
          error={error}
          onValuesChange={(next) => change({ environments: next })}
          options={environments.map((value) => ({ value, label: value }))}
        />
      )}
      {draft.scopeKind === 'labels' && (
        <ChipsField
          label={t('whichLabels')}
          placeholder="team=pay"
          isMono
          validate={(text) => (/^[^=\s]+=.+$/.test(text) ? null : t('labelForm'))}
          values={draft.labels}
          error={error}
          onValuesChange={(labels) => change({ labels })}
        />
      )}
      <p className="text-12 text-fg-3">{t('copiesFollow')}</p>
    </>
  )
}
