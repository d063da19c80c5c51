'use client'

import { useTranslations } from 'next-intl'
import { useEffect, useRef, useState } from 'react'
import { useShortcut } from '#components/layout/shortcuts-provider.tsx'
import { Kbd } from '#components/ui/kbd.tsx'
import { TextField } from '#components/ui/text-field.tsx'

interface FilterBoxProps {
  value: string
  onChange: (text: string) => void
  placeholder: string
}

/** Between two letters; the first one after a pause is answered at once. */
const debounceMs = 50
const pauseMs = 400

/** Filters as one types; `/` leads to it, Escape empties it. */
export function FilterBox({ value, onChange, placeholder }: FilterBoxProps) {
  const t = useTranslations('layout.keys')
  const input = useRef<HTMLInputElement>(null)
  const [text, setText] = useState(value)
  const [sent, setSent] = useState(value)
  const [seen, setSeen] = useState(value)
  if (value !== seen) {
    setSeen(value)
    // The URL changed by another hand: a link, the back button, "clear filters". One that lags behind what was sent is no change.
    if (value !== sent) {
      setSent(value)
      setText(value)
    }
  }
  useShortcut('/', () => input.current?.focus(), { label: t('filter') })

  const typedAt = useRef(Number.NEGATIVE_INFINITY)
  const latest = useRef(onChange)
  useEffect(() => {
    latest.current = onChange
  })
  useEffect(() => {
    if (text.trim() === sent) return
    const isFirst = performance.now() - typedAt.current > pauseMs
    typedAt.current = performance.now()
    const timer = setTimeout(
      () => {
        setSent(text.trim())
        latest.current(text.trim())
      },
      isFirst ? 0 : debounceMs,
    )
    return () => clearTimeout(timer)
  }, [text, sent])

  return (
    <TextField
      label={placeholder}
      isLabelHidden
      type="search"
      icon="search"
      placeholder={placeholder}
      value={text}
      onValueChange={setText}
      inputRef={input}
      end={text === '' && <Kbd>/</Kbd>}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || text === '') return
        event.preventDefault()
        setText('')
      }}
      className="w-60"
    />
  )
}
