'use client'

import { useTranslations } from 'next-intl'
import { useFormat } from '#components/layout/use-format.ts'
import type { Impact } from '#components/ui/impact-list.tsx'
import type { ResetPreview, ResetWarningCode } from '#lib/offsets/schema.ts'

const kinds: Record<ResetWarningCode, Impact['kind']> = {
  SKIPS: 'warning',
  REPEATS: 'info',
  ORDERED: 'warning',
  INFLIGHT: 'info',
  NEXT_PULL: 'info',
  PUSHED: 'warning',
  COMMITTED: 'info',
  PUSH_MISSES_GRPC: 'warning',
  NEAREST: 'info',
  LEFT_OUT_NEVER_CONSUMED: 'info',
  LEFT_OUT_NOT_IN_GROUP: 'info',
  LEFT_OUT_NOT_IN_SNAPSHOT: 'info',
  LEFT_OUT_PUSH: 'warning',
  LEFT_OUT_GONE: 'warning',
  ONLY_BROKERS: 'warning',
  CLIENTS_UNKNOWN: 'warning',
  NO_UNDO_NEVER_CONSUMED: 'info',
  OFF: 'info',
}

/** What a preview says besides its table, in sentences; last the way back. */
export function useImpacts(): (preview: ResetPreview) => Impact[] {
  const t = useTranslations('offsets')
  const format = useFormat()
  return (preview) => [
    ...preview.warnings.map(({ code, params }): Impact => {
      // Counts of messages come as text, for they are int64.
      const { messages, ...rest } = params
      const values = { ...rest, ...(messages !== undefined && { messages: format.number(BigInt(messages)) }) }
      return { kind: kinds[code], text: t(`warnings.${code}`, values as never) }
    }),
    ...(preview.onlineClients === 0 && !preview.warnings.some(({ code }) => code === 'CLIENTS_UNKNOWN')
      ? [{ kind: 'info', text: t('noClientOnline') } as const]
      : []),
    { kind: 'undo', text: t('undoKept') },
  ]
}
