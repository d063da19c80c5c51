'use client'

import { useQuery } from '@tanstack/react-query'
import { useLocale, useTranslations } from 'next-intl'
import { EditDrawer } from '#components/layout/edit-drawer.tsx'
import { Instant } from '#components/layout/instant.tsx'
import { useAccess } from '#components/layout/use-access.ts'
import { useFormat } from '#components/layout/use-format.ts'
import { DrawerSection } from '#components/ui/drawer-section.tsx'
import { KeyValuePanel } from '#components/ui/key-value-panel.tsx'
import { call } from '#lib/api/call.ts'
import { deleteChannelEndpoint, testChannelEndpoint } from '#lib/notifications/api.ts'
import type { ChannelTest, NoticeChannel } from '#lib/notifications/channel-schema.ts'
import { channelFields } from './channel-fields.ts'
import { ChannelFormDialog } from './channel-form-dialog.tsx'
import { ChannelStatePill } from './channel-state-pill.tsx'
import { channelQuery, notificationKeys } from './queries.ts'
import { TestSection } from './test-section.tsx'

/** One channel: what it is, whether it works, and a test that shows what was sent and answered. */
export function ChannelDrawer({ channelId, onClose }: { channelId: string | null; onClose: () => void }) {
  const t = useTranslations('notifications')
  const access = useAccess()
  const query = useQuery({ ...channelQuery(channelId ?? ''), enabled: channelId !== null })
  const lacks = access.reason('channel:manage')
  const isUsed = query.data !== undefined && query.data.policies.length > 0
  return (
    <EditDrawer
      open={channelId !== null}
      query={query}
      onClose={onClose}
      what={t('channel')}
      state={(channel) => <ChannelStatePill channel={channel} />}
      storageKey="channel"
      edit={{ label: t('edit'), disabledReason: lacks }}
      remove={{ label: t('delete'), disabledReason: lacks ?? (isUsed ? t('inUse') : undefined) }}
      form={(channel, onDone) => <ChannelFormDialog channel={channel} onClose={onDone} onSaved={onDone} />}
      deletion={(channel) => ({
        title: t('deleteChannel'),
        text: t('deleteChannelText', { name: channel.name }),
        confirmName: channel.name,
        applyLabel: t('deleteOneChannel'),
        remove: () => call(deleteChannelEndpoint, { params: { channelId: channel.channelId } }),
        staleKey: [...notificationKeys.all, 'channels'],
        doneText: t('channelDeleted', { name: channel.name }),
      })}
    >
      {(channel) => <ChannelSections key={channel.channelId} channel={channel} />}
    </EditDrawer>
  )
}

function ChannelSections({ channel }: { channel: NoticeChannel }) {
  const t = useTranslations('notifications')
  const format = useFormat()
  const locale = useLocale()
  const send = async () => {
    const { request, answer, ...outcome } = await call(testChannelEndpoint, {
      params: { channelId: channel.channelId },
      body: { language: locale === 'zh-CN' ? 'zh-CN' : 'en' },
    })
    return {
      ...outcome,
      sent: requestText(request),
      answer: answer && `${answer.code}\n${pretty(answer.body)}`.trim(),
    }
  }
  return (
    <>
      <DrawerSection title={t('facts')}>
        <KeyValuePanel
          items={[
            { label: t('kind'), value: t(`kinds.${channel.kind}`) },
            ...fieldFacts(channel, t),
            { label: t('policies'), value: channel.policies.map(({ name }) => name).join(', ') || t('noPolicy') },
            { label: t('rateField'), value: `${format.number(channel.ratePerMinute)} ${t('perMinute')}` },
            {
              label: t('heartbeat'),
              value:
                channel.heartbeatMinutes === null ? t('off') : t('everyMinutes', { count: channel.heartbeatMinutes }),
            },
            {
              label: t('lastSuccess'),
              value: channel.lastSuccessAt ? <Instant at={channel.lastSuccessAt} withMs={false} /> : t('never'),
            },
            { label: t('failures'), value: format.number(channel.failures) },
            ...(channel.lastFailureAt
              ? [
                  { label: t('lastFailure'), value: <Instant at={channel.lastFailureAt} withMs={false} /> },
                  { label: t('why'), value: channel.lastFailure ?? '?' },
                ]
              : []),
          ]}
        />
      </DrawerSection>
      <TestSection words={t} sentTitle={t('request')} send={send} staleKey={notificationKeys.all} />
    </>
  )
}

function requestText({ method, url, headers, body }: ChannelTest['request']): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  return [`${method} ${url}`, ...lines, '', pretty(body)].join('\n')
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}

type Words = ReturnType<typeof useTranslations<'notifications'>>

function fieldFacts(channel: NoticeChannel, t: Words) {
  const config: Record<string, unknown> = channel.config
  return channelFields[channel.kind].flatMap(({ name, isSecret }) => {
    const label = t(`field.${name}`)
    if (isSecret) {
      const kept = channel.secretsKept[name as keyof typeof channel.secretsKept] // a secret's field has a secret's name
      return kept ? [{ label, value: kept.headerNames?.join(', ') ?? `••••${kept.lastFour}`, isMono: true }] : []
    }
    const value = config[name]
    if (value === undefined || value === '' || value === null || value === false) return []
    if (Array.isArray(value)) return value.length === 0 ? [] : [{ label, value: value.join(', ') }]
    if (typeof value === 'object') {
      const pairs = Object.entries(value).map(([key, text]) => `${key}=${String(text)}`)
      return pairs.length === 0 ? [] : [{ label, value: pairs.join(', '), isMono: true }]
    }
    return [{ label, value: value === true ? t('yes') : String(value) }]
  })
}
