'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useDeferredValue, useState } from 'react'
import { groupNamesQuery } from '#components/connect/queries.ts'
import { namespacesQuery } from '#components/layout/namespaces-query.ts'
import { topicNamesQuery } from '#components/messages/queries.ts'
import { Checkbox } from '#components/ui/checkbox.tsx'
import { Combobox } from '#components/ui/combobox.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import { Select } from '#components/ui/select.tsx'
import { TextField } from '#components/ui/text-field.tsx'
import { type RowDraft, rowFault } from './role-draft.ts'
import { SourceIpsField } from './source-ips-field.tsx'

interface RowFieldsProps {
  clusterId: string
  row: RowDraft
  rows: readonly RowDraft[]
  onChange: (patch: Partial<RowDraft>) => void
  onRemove: () => void
}

/** One topic, one group, or all whose names begin alike. */
export function RowFields({ clusterId, row, rows, onChange, onRemove }: RowFieldsProps) {
  const t = useTranslations('roles.form')
  const [isOpen, setOpen] = useState(row.sourceIps !== null || row.remark !== '')
  const fault = rowFault(row, rows)
  // An empty row is one that somebody is about to fill in.
  const error = fault === null || fault === 'empty' || fault === 'nothing' ? undefined : t(`faults.${fault}`)
  const isTopic = row.kind === 'Topic'
  return (
    <div className="grid gap-2">
      <div className="grid grid-cols-[minmax(0,1fr)_auto] items-start gap-x-3 gap-y-2 md:grid-cols-[112px_minmax(0,1fr)_auto_auto]">
        <Select
          label={t(isTopic ? 'topic' : 'group')}
          value={row.match}
          onValueChange={(match) => onChange({ match, ...(match === 'ALL' && { name: '' }) })}
          options={(['EXACT', 'PREFIX', 'ALL'] as const).map((value) => ({ value, label: t(`matches.${value}`) }))}
          className="max-md:col-span-full"
        />
        <NameField clusterId={clusterId} row={row} onChange={onChange} error={error} />
        <div className="flex items-center gap-3 pt-5">
          {isTopic && (
            <Checkbox label={t('produce')} checked={row.produce} onCheckedChange={(produce) => onChange({ produce })} />
          )}
          <Checkbox label={t('consume')} checked={row.consume} onCheckedChange={(consume) => onChange({ consume })} />
        </div>
        <div className="flex items-center pt-5">
          <IconButton
            icon="more"
            label={t('rowMore', { name: row.name || '*' })}
            isPressed={isOpen}
            onClick={() => setOpen(!isOpen)}
          />
          <IconButton icon="trash" label={t('rowRemove', { name: row.name || '*' })} onClick={onRemove} />
        </div>
      </div>
      {fault === 'nothing' && <p className="text-12 text-warning">{t('faults.nothing')}</p>}
      {isOpen && (
        <div className="grid grid-cols-1 gap-3 md:grid-cols-2">
          <div className="grid gap-1">
            <Checkbox
              label={t('ownIps')}
              checked={row.sourceIps !== null}
              onCheckedChange={(isOwn) => onChange({ sourceIps: isOwn ? [] : null })}
            />
            {row.sourceIps && (
              <SourceIpsField
                label={t('rowIps')}
                hint={t('sourceIpsHint')}
                values={row.sourceIps}
                onValuesChange={(sourceIps) => onChange({ sourceIps })}
              />
            )}
          </div>
          <TextField
            label={t('rowRemark')}
            hint={t('rowRemarkHint')}
            maxLength={128}
            value={row.remark}
            onValueChange={(remark) => onChange({ remark })}
          />
        </div>
      )}
    </div>
  )
}

interface NameFieldProps {
  clusterId: string
  row: RowDraft
  onChange: (patch: Partial<RowDraft>) => void
  error: string | undefined
}

/** Names that exist are offered; one that does not yet may be typed. */
function NameField({ clusterId, row, onChange, error }: NameFieldProps) {
  const t = useTranslations('roles.form')
  const [typed, setTyped] = useState('')
  const text = useDeferredValue(typed.trim())
  const { kind, match, name } = row
  const isExact = match === 'EXACT'
  const topics = useQuery({
    ...topicNamesQuery(clusterId, text, false, null),
    placeholderData: keepPreviousData,
    enabled: isExact && kind === 'Topic',
  })
  const groups = useQuery({
    ...groupNamesQuery(clusterId, text),
    placeholderData: keepPreviousData,
    enabled: isExact && kind === 'Group',
  })
  const namespaces = useQuery({ ...namespacesQuery(clusterId), enabled: match === 'PREFIX' })
  if (match === 'ALL') {
    return <p className="pt-6 text-fg-2">{t(kind === 'Topic' ? 'allTopics' : 'allGroups')}</p>
  }
  const names = isExact
    ? kind === 'Topic'
      ? (topics.data ?? []).map(({ topicName }) => topicName)
      : (groups.data ?? [])
    : (namespaces.data?.items ?? []).flatMap(({ namespace }) => (namespace ? [`${namespace}%`] : []))
  return (
    <Combobox
      key={match}
      label={t(isExact ? 'name' : 'prefix')}
      isRequired
      error={error}
      hint={isExact ? undefined : t('prefixHint', { example: `${name || 'pay%'}*` })}
      icon={kind === 'Topic' ? 'topics' : 'groups'}
      value={name === '' ? null : name}
      onValueChange={(next) => onChange({ name: (next ?? '').replace(isExact ? /$^/ : /\*$/, '') })}
      options={names.map((value) => ({ value }))}
      {...(isExact && { onQueryChange: setTyped })}
      isLoading={isExact && (topics.isFetching || groups.isFetching)}
      allowsOwnValue
      placeholder={t(isExact ? (kind === 'Topic' ? 'topicPlaceholder' : 'groupPlaceholder') : 'prefixPlaceholder')}
    />
  )
}
