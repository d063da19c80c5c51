'use client'

import { useTranslations } from 'next-intl'
import { Button } from '#components/ui/button.tsx'
import { otherReading, type SearchState } from './search-state.ts'

interface OtherReadingProps {
  search: SearchState
  /** Only where the text has the form of the other. */
  isOnlyLikely?: boolean
  onSearch: (patch: Partial<SearchState>) => void
}

/** What was typed as an id searched for as a key, or the other way round. */
export function OtherReading({ search, isOnlyLikely = false, onSearch }: OtherReadingProps) {
  const t = useTranslations('messages')
  const other = otherReading(search)
  if (!other || (isOnlyLikely && !other.isLikely)) return null
  return (
    <Button
      variant={isOnlyLikely ? 'ghost' : 'outline'}
      onClick={() => onSearch(other.patch)}
      {...(other.mode === 'key' && search.topic === null && { disabledReason: t('filters.testNeedsTopic') })}
    >
      {t(`searchAs.${other.mode}`)}
    </Button>
  )
}
