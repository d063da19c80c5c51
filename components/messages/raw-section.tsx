'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Loading } from '#components/layout/states/loading.tsx'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { Button } from '#components/ui/button.tsx'
import { CodeBlock } from '#components/ui/code-block.tsx'
import { DrawerSection } from '#components/ui/drawer-section.tsx'
import { KeyValuePanel } from '#components/ui/key-value-panel.tsx'
import { StatePill } from '#components/ui/state-pill.tsx'
import { hexDump } from './hex-dump.ts'
import type { MessageSectionsProps } from './message-sections-props.ts'
import { messageBodyQuery } from './queries.ts'

/** As the broker has it: places, hosts, flags, both ids, the bytes. */
export function RawSection({ message, address }: MessageSectionsProps) {
  const t = useTranslations('messages.raw')
  const format = useFormat()
  const [isHexShown, setIsHexShown] = useState(false)
  const hex = useQuery({ ...messageBodyQuery(address, 'hex'), enabled: isHexShown })
  const flagOf = (value: number) => `0x${(value >>> 0).toString(16)}`
  return (
    <DrawerSection title={t('title')}>
      <KeyValuePanel
        items={[
          ...(message.uniqKey
            ? [{ label: t('uniqKey'), value: message.uniqKey, copy: message.uniqKey, isMono: true }]
            : []),
          { label: t('offsetMsgId'), value: message.offsetMsgId, copy: message.offsetMsgId, isMono: true },
          {
            label: t('commitLogOffset'),
            value: format.number(message.commitLogOffset),
            copy: message.commitLogOffset.toString(),
            isMono: true,
          },
          { label: t('storeHost'), value: message.storeHost, isMono: true },
          { label: t('bornHost'), value: message.bornHost, isMono: true },
          { label: t('sysFlag'), value: flagOf(message.sysFlag), isMono: true },
          { label: t('flag'), value: format.number(message.flag), isMono: true },
          { label: t('compression'), value: t(`compressions.${message.compression}`) },
          {
            label: t('bodyCrc'),
            value: (
              <span className="inline-flex items-center gap-2">
                <span className="font-mono text-12">
                  {message.bodyCrc === null ? t('crcMasked') : flagOf(message.bodyCrc)}
                </span>
                <StatePill
                  state={message.isCrcOk ? 'ok' : 'critical'}
                  label={message.isCrcOk ? t('crcOk') : t('crcWrong')}
                />
              </span>
            ),
          },
          ...(message.preparedTransactionOffset > 0n
            ? [
                {
                  label: t('preparedTransactionOffset'),
                  value: format.number(message.preparedTransactionOffset),
                  isMono: true,
                },
              ]
            : []),
        ]}
      />
      {message.body && message.bodyBytes > 0 && (
        <div className="mt-2">
          {!isHexShown && (
            <Button size="s" onClick={() => setIsHexShown(true)}>
              {t('showHex')}
            </Button>
          )}
          {hex.data?.text && (
            <CodeBlock label={t('hex')} copy={hex.data.text} className="max-h-[360px] overflow-auto">
              {hexDump(hex.data.text)}
            </CodeBlock>
          )}
          {hex.error && <ProblemStrip error={hex.error} />}
          {hex.isFetching && <Loading shape="block" />}
        </div>
      )}
    </DrawerSection>
  )
}
