'use client'

import { useTranslations } from 'next-intl'
import { ChipsField } from '#components/ui/chips-field.tsx'
import { TextField } from '#components/ui/text-field.tsx'
import { parseLabel } from './labels.ts'

/** What RocketMQ has no place for, as it is typed; labels as `key=value`. */
interface MetadataInput {
  remark: string
  labels: string[]
  owner: string
}

interface MetadataFieldsProps {
  value: MetadataInput
  onChange: (patch: Partial<MetadataInput>) => void
  errorOf: (path: string) => string | undefined
}

export function MetadataFields({ value, onChange, errorOf }: MetadataFieldsProps) {
  const t = useTranslations('topics')
  return (
    <>
      <TextField
        label={t('owner')}
        maxLength={64}
        error={errorOf('body.owner')}
        value={value.owner}
        onValueChange={(owner) => onChange({ owner })}
      />
      <ChipsField
        label={t('labels')}
        placeholder="team=pay"
        validate={(text) => (parseLabel(text) ? null : t('labelForm'))}
        error={errorOf('body.labels')}
        values={value.labels}
        onValuesChange={(labels) => onChange({ labels })}
      />
      <TextField
        label={t('remark')}
        maxLength={128}
        error={errorOf('body.remark')}
        value={value.remark}
        onValueChange={(remark) => onChange({ remark })}
        className="col-span-full"
      />
    </>
  )
}
