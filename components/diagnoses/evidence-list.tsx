'use client'

import { useTranslations } from 'next-intl'
import { CodeBlock } from '#components/ui/code-block.tsx'
import { Disclosure } from '#components/ui/disclosure.tsx'
import type { DiagnosisLine } from '#lib/diagnoses/schema.ts'

/** What was seen, in the words of the API; closed until somebody wants to see for themselves. */
export function EvidenceList({ line, isOpen = false }: { line: DiagnosisLine; isOpen?: boolean }) {
  const t = useTranslations('diagnoses')
  const { evidence, evidenceTotal } = line
  if (evidence.length === 0) return null
  const isCut = evidenceTotal > evidence.length
  return (
    <Disclosure
      isOpenInitially={isOpen}
      label={
        <span className="font-normal text-fg-2">
          {t('evidence')} {isCut ? t('evidenceOf', { shown: evidence.length, total: evidenceTotal }) : evidenceTotal}
        </span>
      }
    >
      <ul className="border-b border-line-1 text-12">
        {evidence.map(({ subject, facts, frames }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a record never changes, and two threads may have one name
          <li key={index} className="border-t border-line-1 py-1">
            <div className="flex flex-wrap gap-x-4">
              <span className="font-mono text-fg-1 [overflow-wrap:anywhere]">{subject}</span>
              {Object.entries(facts).map(([name, value]) => (
                <span key={name} className="[overflow-wrap:anywhere]">
                  <span className="text-fg-3">{name}</span> <code className="font-mono">{value}</code>
                </span>
              ))}
            </div>
            {frames && frames.length > 0 && (
              <CodeBlock label={t('frames', { name: subject })} className="mt-1">
                {frames.map((frame, at) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: a frame may stand in a stack more than once
                  <div key={at}>{frame}</div>
                ))}
              </CodeBlock>
            )}
          </li>
        ))}
      </ul>
    </Disclosure>
  )
}
