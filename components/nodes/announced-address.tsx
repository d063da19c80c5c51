'use client'

import { useTranslations } from 'next-intl'
import { Tooltip } from '#components/ui/tooltip.tsx'

/** The address that is dialled; where the address map changed it, the announced one before it. */
export function AnnouncedAddress({ address, announcedAddress }: { address: string; announcedAddress: string }) {
  const t = useTranslations('nodes')
  if (address === announcedAddress) return <span className="block truncate font-mono text-12">{address}</span>
  const parts = { from: announcedAddress, to: address }
  return (
    <Tooltip content={t('announcedMeaning', parts)}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what the arrow means must be reachable without a pointer */}
      <span tabIndex={0} className="block cursor-help truncate rounded-1 font-mono text-12">
        {t('announced', parts)}
      </span>
    </Tooltip>
  )
}
