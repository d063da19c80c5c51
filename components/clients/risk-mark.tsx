'use client'

import type { ReactNode } from 'react'
import { Explained } from '#components/ui/explained.tsx'
import { Icon } from '#components/ui/icon.tsx'
import type { ClientRisk } from '#lib/clients/schema.ts'
import { useRiskWords } from './use-risk-words.ts'

/** A library or its version, marked where a rule has something to say of it. */
export function RiskMark({ risk, children }: { risk: ClientRisk | undefined; children: ReactNode }) {
  const words = useRiskWords()
  if (!risk) return <span className="block truncate">{children}</span>
  const { title, advice } = words(risk)
  return (
    <Explained note={`${title} ${advice}`} className="inline-flex max-w-full items-center gap-1 text-warning">
      <span className="truncate">{children}</span>
      <Icon name="info" size={12} className="shrink-0" />
    </Explained>
  )
}
