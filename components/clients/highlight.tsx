import { Fragment } from 'react'
import { splitMatches } from './split-matches.ts'

/** A text with every occurrence of the searched words marked. */
export function Highlight({ text, search }: { text: string; search: string }) {
  return splitMatches(text, search).map(({ part, isMatch }, index) =>
    isMatch ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text have no other name
      <mark key={index} className="rounded-1 bg-warning-soft text-fg-1 outline-1 outline-warning-line">
        {part}
      </mark>
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text have no other name
      <Fragment key={index}>{part}</Fragment>
    ),
  )
}
