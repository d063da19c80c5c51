'use client'

import { useTranslations } from 'next-intl'
import { useMemo, useState } from 'react'
import { CodeBlock } from '#components/ui/code-block.tsx'
import { Icon } from '#components/ui/icon.tsx'
import { foldLines, visibleLines } from './fold-lines.ts'
import { formatJson } from './format-json.ts'

/** JSON as it was sent, laid out, each object and array to be folded. Values stay text: a number of 64 bits keeps every digit. */
export function JsonTree({ text, label }: { text: string; label: string }) {
  const t = useTranslations('messages.body')
  const lines = useMemo(() => foldLines(formatJson(text)), [text])
  const [folded, setFolded] = useState<ReadonlySet<number>>(new Set())

  function toggle(index: number): void {
    const next = new Set(folded)
    if (!next.delete(index)) next.add(index)
    setFolded(next)
  }

  return (
    <CodeBlock wrap label={label} className="max-h-[480px] overflow-auto">
      {visibleLines(lines, folded).map((index) => {
        const line = lines[index]
        if (!line) return null
        const isFolded = folded.has(index)
        const closing = isFolded && line.end !== null ? lines[line.end]?.text.trim() : undefined
        const part = line.text.trim().replace(/:? ?[{[]$/, '') || label
        return (
          <div key={index} className="flex">
            <span className="w-4 shrink-0 select-none">
              {line.end !== null && (
                <button
                  type="button"
                  aria-expanded={!isFolded}
                  aria-label={t(isFolded ? 'unfold' : 'fold', { part })}
                  onClick={() => toggle(index)}
                  className="grid h-[18px] w-3.5 place-items-center rounded-1 text-fg-3 hover:text-fg-1"
                >
                  <Icon name={isFolded ? 'chev-right' : 'chev-down'} size={12} />
                </button>
              )}
            </span>
            <span className="min-w-0">
              {line.text}
              {isFolded && (
                <>
                  <span className="text-fg-3">{` ${t('parts', { count: line.count })} `}</span>
                  {closing}
                </>
              )}
            </span>
          </div>
        )
      })}
    </CodeBlock>
  )
}
