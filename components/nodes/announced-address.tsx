'use client'

import { useTranslations } from 'next-intl'
import { Explained } from '#components/ui/explained.tsx'

/** The address that is dialled; where the address map changed it, the announced one before it. */
export function AnnouncedAddress({ address, announcedAddress }: { address: string; announcedAddress: string }) {
  const t = useTranslations('nodes')
  if (address === announcedAddress) return <span className="block truncate font-mono text-12">{address}</span>
  const parts = { from: announcedAddress, to: address }
  return (
    <Explained note={t('announcedMeaning', parts)} className="block truncate font-mono text-12">
      {t('announced', parts)}
    </Explained>
  )
}
