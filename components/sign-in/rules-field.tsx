'use client'

import { useTranslations } from 'next-intl'
import { Button } from '#components/ui/button.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import { Select } from '#components/ui/select.tsx'
import { TextField } from '#components/ui/text-field.tsx'
import type { ProviderRule } from '#lib/sign-in/schema.ts'
import { RuleGrantFields } from './rule-grant-fields.tsx'

interface RulesFieldProps {
  rules: readonly ProviderRule[]
  onChange: (rules: ProviderRule[]) => void
  errorOf: (path: string) => string | undefined
}

const newRule: ProviderRule = {
  claim: null,
  match: 'EXACT',
  value: '',
  permissionSet: 'viewer',
  scope: { clusters: 'all' },
}

/** Group or claim → permission set and scope. All that match add up, so their order means nothing. */
export function RulesField({ rules, onChange, errorOf }: RulesFieldProps) {
  const t = useTranslations('signIn')
  const change = (at: number, patch: Partial<ProviderRule>) =>
    onChange(rules.map((rule, i) => (i === at ? { ...rule, ...patch } : rule)))
  return (
    <fieldset className="grid gap-3">
      <legend className="pb-1 font-semibold">{t('rules')}</legend>
      <p className="text-12 text-fg-3">{t('rulesHint')}</p>
      {rules.map((rule, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rules have no name, and what is typed belongs to its place
        <div key={at} className="grid gap-3 border-l-3 border-line-2 pl-3">
          <div className="flex items-end gap-3">
            <div className="grid flex-1 gap-3 sm:grid-cols-3">
              <TextField
                label={t('claim')}
                placeholder={t('groupsClaim')}
                isMono
                error={errorOf(`body.rules.${at}.claim`)}
                value={rule.claim ?? ''}
                onValueChange={(claim) => change(at, { claim: claim === '' ? null : claim })}
              />
              <Select
                label={t('match')}
                options={(['EXACT', 'GLOB'] as const).map((value) => ({ value, label: t(`matches.${value}`) }))}
                value={rule.match}
                onValueChange={(match) => change(at, { match })}
              />
              <TextField
                label={t('value')}
                placeholder={rule.match === 'GLOB' ? 'mq-*' : 'mq-admins'}
                isMono
                isRequired
                error={errorOf(`body.rules.${at}.value`)}
                value={rule.value}
                onValueChange={(value) => change(at, { value })}
              />
            </div>
            <IconButton
              icon="trash"
              label={t('removeRule', { place: at + 1 })}
              onClick={() => onChange(rules.filter((_, i) => i !== at))}
            />
          </div>
          <RuleGrantFields value={rule} onChange={(grant) => change(at, grant)} />
        </div>
      ))}
      <div>
        <Button size="s" icon="plus" onClick={() => onChange([...rules, newRule])}>
          {t('addRule')}
        </Button>
      </div>
    </fieldset>
  )
}
