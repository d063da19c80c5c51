'use client'

import { useTranslations } from 'next-intl'
import { useAccess } from '#components/layout/use-access.ts'
import { Button } from '#components/ui/button.tsx'

interface ConfigButtonProps {
  clusterId: string
  address: string
  onOpen: (address: string) => void
}

/** Opens the settings of one server beside its list. */
export function ConfigButton({ clusterId, address, onOpen }: ConfigButtonProps) {
  const t = useTranslations('nodes.serverConfig')
  const access = useAccess()
  return (
    <Button
      size="s"
      onClick={() => onOpen(address)}
      disabledReason={access.reason('broker:config-read', clusterId)}
      aria-label={t('openOne', { address })}
    >
      {t('open')}
    </Button>
  )
}
