'use client'

import { useTranslations } from 'next-intl'
import { type ReactNode, useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { CodeBlock } from '#components/ui/code-block.tsx'
import { countNames, type StackGroup } from './filter-stacks.ts'
import { Highlight } from './highlight.tsx'

const NAMES_SHOWN = 8
const FRAMES_SHOWN = 12

interface StackBlockProps {
  group: StackGroup
  search: string
  /** What is to be known of it, below its name. */
  note?: ReactNode
}

/** Threads that stand at the same place: how many, which, where. */
export function StackBlock({ group, search, note }: StackBlockProps) {
  const t = useTranslations('clients.stack')
  const [isWhole, setIsWhole] = useState(false)
  const { count, state, threadNames, frames } = group
  // What was searched for must be seen, wherever in the stack it stands.
  const wanted = search.trim().toLowerCase()
  const hidesMatch = wanted !== '' && frames.slice(FRAMES_SHOWN).some((frame) => frame.toLowerCase().includes(wanted))
  const isOpen = isWhole || hidesMatch || frames.length <= FRAMES_SHOWN
  const holds = ({ name }: { name: string }) => wanted !== '' && name.toLowerCase().includes(wanted)
  const all = countNames(threadNames)
  const names = [...all.filter(holds), ...all.filter((one) => !holds(one))]
  const shown = isWhole ? names : names.slice(0, NAMES_SHOWN)
  const title = count === 1 ? (threadNames[0] ?? '') : t('threadCount', { count })
  return (
    <li className="border-t border-line-1 py-2">
      <div className="flex items-baseline gap-3">
        <span className="min-w-0 font-semibold [overflow-wrap:anywhere]">
          {count === 1 ? <Highlight text={title} search={search} /> : title}
        </span>
        <span className="ml-auto shrink-0 text-12 text-fg-2">{state}</span>
      </div>
      {note && <p className="[overflow-wrap:anywhere]">{note}</p>}
      {count > 1 && (
        <p className="text-12 text-fg-3 [overflow-wrap:anywhere]">
          <Highlight
            text={shown.map((one) => (one.count === 1 ? one.name : `${one.name} ×${one.count}`)).join(', ')}
            search={search}
          />
          {names.length > shown.length && t('moreNames', { count: names.length - shown.length })}
        </p>
      )}
      {frames.length > 0 && (
        <CodeBlock label={t('stackOf', { name: title })} className="mt-1">
          {(isOpen ? frames : frames.slice(0, FRAMES_SHOWN)).map((frame, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a frame may stand in a stack more than once
            <div key={index}>
              <Highlight text={frame} search={search} />
            </div>
          ))}
        </CodeBlock>
      )}
      {!isOpen && (
        <Button variant="ghost" size="s" onClick={() => setIsWhole(true)}>
          {t('allFrames', { count: frames.length })}
        </Button>
      )}
    </li>
  )
}
