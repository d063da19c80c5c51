'use client'

import { useTranslations } from 'next-intl'
import { ChipsField } from '#components/ui/chips-field.tsx'
import { maxSourceIps, SourceIp } from '#lib/roles/policy-schema.ts'

interface SourceIpsFieldProps {
  label: string
  hint?: string
  values: readonly string[]
  onValuesChange: (values: string[]) => void
  error?: string | undefined
}

/** Addresses and ranges; one that is none is refused as it is typed. */
export function SourceIpsField({ label, hint, values, onValuesChange, error }: SourceIpsFieldProps) {
  const t = useTranslations('roles.form')
  const tRule = useTranslations('problem.rule')
  return (
    <ChipsField
      label={label}
      hint={hint}
      isMono
      placeholder="10.0.0.0/8"
      validate={(text) => (SourceIp.safeParse(text).success ? null : tRule('cidr'))}
      error={values.length > maxSourceIps ? t('tooManyIps', { max: String(maxSourceIps) }) : error}
      values={values}
      onValuesChange={onValuesChange}
    />
  )
}
