'use client'

import { Link } from '#components/ui/link.tsx'
import type { HealthReason } from '#lib/clusters/schema.ts'
import { useReasonWords } from './use-reason-words.ts'

/** The reasons of a cluster's health in words, each a link to what it is about. */
export function HealthReasons({ clusterId, reasons }: { clusterId: string; reasons: readonly HealthReason[] }) {
  const wordsOf = useReasonWords()
  return (
    <span>
      {reasons.map((reason, index) => {
        const words = wordsOf(reason)
        return (
          <span key={`${reason.code} ${JSON.stringify(reason.params)}`}>
            {index > 0 && ' · '}
            {reason.link ? <Link href={`/clusters/${clusterId}${reason.link}`}>{words}</Link> : words}
          </span>
        )
      })}
    </span>
  )
}
