'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useDeferredValue, useState } from 'react'
import { Combobox } from '#components/ui/combobox.tsx'
import { groupNamesQuery } from './queries.ts'

interface GroupFieldProps {
  clusterId: string
  group: string | null
  onGroupChange: (group: string | null) => void
}

/** A group out of thousands: the server searches. A name that is not offered may be typed, too. */
export function GroupField({ clusterId, group, onGroupChange }: GroupFieldProps) {
  const t = useTranslations('connect.fields')
  const [typed, setTyped] = useState('')
  const text = useDeferredValue(typed.trim())
  const names = useQuery({ ...groupNamesQuery(clusterId, text), placeholderData: keepPreviousData })
  return (
    <Combobox
      label={t('group')}
      icon="groups"
      value={group}
      onValueChange={onGroupChange}
      options={(names.data ?? []).map((value) => ({ value }))}
      onQueryChange={setTyped}
      isLoading={names.isFetching}
      allowsOwnValue
      placeholder={t('groupPlaceholder')}
    />
  )
}
