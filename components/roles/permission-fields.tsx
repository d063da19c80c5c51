'use client'

import { useTranslations } from 'next-intl'
import { Segmented } from '#components/ui/segmented.tsx'
import { Strip } from '#components/ui/strip.tsx'
import { Switch } from '#components/ui/switch.tsx'
import { type PermissionDraft, uselessRows } from './role-draft.ts'
import { RowsField } from './rows-field.tsx'
import { SourceIpsField } from './source-ips-field.tsx'

interface PermissionFieldsProps {
  clusterId: string
  draft: PermissionDraft
  onChange: (patch: Partial<PermissionDraft>) => void
  errorOf: (path: string) => string | undefined
}

/** The two forms: all of the cluster, or topics and groups row by row. */
export function PermissionFields({ clusterId, draft, onChange, errorOf }: PermissionFieldsProps) {
  const t = useTranslations('roles.form')
  const useless = uselessRows(draft)
  return (
    <fieldset className="grid gap-3 border-t border-line-1 pt-3">
      <legend className="sr-only">{t('permissions')}</legend>
      <div>
        <div className="mb-1 text-12 text-fg-3">{t('type')}</div>
        <Segmented
          label={t('type')}
          value={draft.type}
          onValueChange={(type) => onChange({ type })}
          options={[
            { value: 'TOPIC_AND_GROUP', label: t('types.TOPIC_AND_GROUP') },
            { value: 'CLUSTER', label: t('types.CLUSTER') },
          ]}
        />
        <p className="mt-1 text-12 text-fg-3">{t(`typeHints.${draft.type}`)}</p>
      </div>
      {draft.type === 'CLUSTER' ? (
        <div className="grid gap-1">
          <Switch
            label={t('produceAll')}
            checked={draft.produce}
            onCheckedChange={(produce) => onChange({ produce })}
          />
          <Switch
            label={t('consumeAll')}
            checked={draft.consume}
            onCheckedChange={(consume) => onChange({ consume })}
          />
          {!draft.produce && !draft.consume && <p className="text-12 text-fg-3">{t('allowsNothing')}</p>}
        </div>
      ) : (
        <RowsField
          clusterId={clusterId}
          rows={draft.rows}
          onRowsChange={(rows) => onChange({ rows })}
          error={errorOf('body.form')}
        />
      )}
      {useless && <Strip tone="warning">{t(`useless.${useless}`)}</Strip>}
      <SourceIpsField
        label={t('sourceIps')}
        hint={t('sourceIpsHint')}
        values={draft.sourceIps}
        onValuesChange={(sourceIps) => onChange({ sourceIps })}
        error={errorOf('body.form.sourceIps')}
      />
    </fieldset>
  )
}
