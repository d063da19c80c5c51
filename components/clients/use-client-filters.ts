'use client'

import { useTranslations } from 'next-intl'
import type { FilterDef } from '#components/data-table/filter-def.ts'
import { ClientKind, ClientProtocol } from '#lib/clients/schema.ts'
import { languageName } from './sdk-name.ts'

interface ClientFiltersOptions {
  /** What the cluster's clients are made of. */
  languages: readonly string[]
  versions: readonly string[]
  isOfGroup: boolean
}

/** The filters of the list. */
export function useClientFilters({ languages, versions, isOfGroup }: ClientFiltersOptions): FilterDef[] {
  const t = useTranslations('clients')
  const yesNo = [
    { value: 'true', label: t('yes') },
    { value: 'false', label: t('no') },
  ]
  const ofSeveralGroups: FilterDef[] = [
    {
      key: 'kind',
      label: t('kind'),
      kind: 'options',
      options: ClientKind.options.map((value) => ({ value, label: t(`kinds.${value}`) })),
    },
    { key: 'group', label: t('group'), kind: 'text' },
  ]
  return [
    ...(isOfGroup ? [] : ofSeveralGroups),
    { key: 'topic', label: t('topic'), kind: 'text' },
    {
      key: 'language',
      label: t('language'),
      kind: 'options',
      isMultiple: true,
      options: languages.map((value) => ({ value, label: languageName(value) })),
    },
    {
      key: 'version',
      label: t('version'),
      kind: 'options',
      isMultiple: true,
      options: versions.map((value) => ({ value, label: value })),
    },
    { key: 'versionBelow', label: t('versionBelow'), kind: 'text', placeholder: '5.0.0' },
    {
      key: 'protocol',
      label: t('protocol'),
      kind: 'options',
      options: ClientProtocol.options.map((value) => ({ value, label: t(`protocols.${value}`) })),
    },
    { key: 'address', label: t('address'), kind: 'text', placeholder: '10.0.7.' },
    { key: 'risk', label: t('risk'), kind: 'options', options: yesNo },
    { key: 'hung', label: t('hung'), kind: 'options', options: yesNo },
  ]
}
