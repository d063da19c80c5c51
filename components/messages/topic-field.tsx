'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useDeferredValue, useState } from 'react'
import { useNamespace } from '#components/layout/use-namespace.ts'
import { Combobox } from '#components/ui/combobox.tsx'
import { topicNamesQuery } from './queries.ts'

interface TopicFieldProps {
  clusterId: string
  topic: string | null
  withSystem: boolean
  isOptional: boolean
  onTopicChange: (topic: string | null) => void
  className?: string
  /** Why it cannot be another one. */
  disabledReason?: string
}

/** A topic out of thousands: the server searches. A name that is not offered may be typed, too. */
export function TopicField({
  clusterId,
  topic,
  withSystem,
  isOptional,
  onTopicChange,
  className,
  disabledReason,
}: TopicFieldProps) {
  const t = useTranslations('messages')
  const [ns] = useNamespace()
  const [typed, setTyped] = useState('')
  const text = useDeferredValue(typed.trim())
  const names = useQuery({ ...topicNamesQuery(clusterId, text, withSystem, ns), placeholderData: keepPreviousData })
  return (
    <Combobox
      {...(className && { className })}
      {...(disabledReason && { disabledReason })}
      label={isOptional ? t('fields.topicOptional') : t('fields.topic')}
      icon="topics"
      value={topic}
      onValueChange={onTopicChange}
      options={(names.data ?? []).map(({ topicName, shortName }) => ({
        value: topicName,
        ...(ns !== null && { label: shortName }),
      }))}
      onQueryChange={setTyped}
      isLoading={names.isFetching}
      allowsOwnValue
      placeholder={t('fields.topicPlaceholder')}
    />
  )
}
