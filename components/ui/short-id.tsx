'use client'

import { Tooltip } from './tooltip.tsx'

interface ShortIdProps {
  text: string
  head?: number
  tail?: number
}

/** First and last characters of an id, the whole on hover; a reader of the screen gets the whole. */
export function ShortId({ text, head = 8, tail = 8 }: ShortIdProps) {
  if (text.length <= head + tail + 1) return <span className="font-mono text-12">{text}</span>
  return (
    <Tooltip content={<span className="font-mono break-all">{text}</span>}>
      <span className="font-mono text-12">
        <span aria-hidden="true">
          {text.slice(0, head)}…{text.slice(-tail)}
        </span>
        <span className="sr-only">{text}</span>
      </span>
    </Tooltip>
  )
}
