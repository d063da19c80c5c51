'use client'

import { useTranslations } from 'next-intl'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { basePath } from '#lib/base-path.ts'
import { messageHref } from './message-href.ts'
import type { MessageAddress } from './queries.ts'

/** Copies the address of the page of a message. */
export function CopyLinkButton({ address }: { address: MessageAddress }) {
  const t = useTranslations('messages.message')
  return (
    <CopyButton
      icon="link"
      size="m"
      label={t('copyLink')}
      text={() => `${window.location.origin}${basePath}${messageHref(address)}`}
    />
  )
}
