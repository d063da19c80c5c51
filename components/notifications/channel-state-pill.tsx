'use client'

import { useTranslations } from 'next-intl'
import { StatePill } from '#components/ui/state-pill.tsx'
import type { NoticeChannel } from '#lib/notifications/channel-schema.ts'

/** Does it work? A channel that nothing was sent over is not known to. */
export function ChannelStatePill({ channel }: { channel: NoticeChannel }) {
  const t = useTranslations('notifications')
  if (!channel.isEnabled) return <StatePill state="silenced" label={t('is.disabled')} />
  if (channel.failures > 0) return <StatePill state="warning" label={t('is.failing')} />
  if (!channel.lastSuccessAt) return <StatePill state="pending" label={t('is.untried')} />
  return <StatePill state="ok" label={t('is.works')} />
}
