'use client'

import { useTranslations } from 'next-intl'
import { Icon } from '#components/ui/icon.tsx'
import type { Favourite } from '#lib/favourites/schema.ts'
import { useIsFavourite } from './use-favourites.ts'

/** Stands beside the name of what the person marked; nothing otherwise. */
export function FavouriteMark({ favourite }: { favourite: Favourite }) {
  const t = useTranslations('favourites')
  const isFavourite = useIsFavourite(favourite)
  return isFavourite && <Icon name="star" size={12} label={t('mark')} className="shrink-0 fill-current text-accent" />
}
