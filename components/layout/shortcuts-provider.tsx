'use client'

import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useState } from 'react'
import { usePreferences } from './preferences-provider.tsx'
import { nextShortcut, type ShortcutState } from './shortcut-keys.ts'

interface Shortcut {
  keys: string
  /** Said in the list of keys; a shortcut without is internal. */
  label?: string | undefined
  handler: (event: KeyboardEvent) => void
}

interface ShortcutsValue {
  add: (shortcut: Shortcut) => () => void
  listed: readonly { keys: string; label: string }[]
}

const ShortcutsContext = createContext<ShortcutsValue | null>(null)

const typingRoles =
  'input:not([type=checkbox],[type=radio]), textarea, select, [contenteditable=true], [role=menu], [role=listbox]'

/** One listener for the whole console. Of two shortcuts with the same keys the one added last wins: the page over the frame. */
export function ShortcutsProvider({ children }: { children: ReactNode }) {
  const { isShortcutsOn } = usePreferences()
  const [shortcuts, setShortcuts] = useState<readonly Shortcut[]>([])
  const latest = useRef({ shortcuts, isShortcutsOn })

  useEffect(() => {
    latest.current = { shortcuts, isShortcutsOn }
  }, [shortcuts, isShortcutsOn])

  useEffect(() => {
    let state: ShortcutState = { pending: null }
    function onKeyDown(event: KeyboardEvent): void {
      if (event.defaultPrevented || event.isComposing) return
      const target = event.target instanceof Element ? event.target : null
      const isInDialog = target?.closest('[role=dialog], [role=alertdialog]') != null
      const result = nextShortcut(state, event, {
        known: new Set(latest.current.shortcuts.map((shortcut) => shortcut.keys)),
        isTyping: isInDialog || target?.closest(typingRoles) != null,
        areSingleKeysOn: latest.current.isShortcutsOn,
        nowMs: event.timeStamp,
      })
      state = result.state
      const found = latest.current.shortcuts.findLast((shortcut) => shortcut.keys === result.shortcut)
      if (!found) return
      event.preventDefault()
      found.handler(event)
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [])

  const value = useMemo<ShortcutsValue>(
    () => ({
      add: (shortcut) => {
        setShortcuts((present) => [...present, shortcut])
        return () => setShortcuts((present) => present.filter((other) => other !== shortcut))
      },
      listed: shortcuts.flatMap(({ keys, label }) => (label ? [{ keys, label }] : [])),
    }),
    [shortcuts],
  )
  return <ShortcutsContext value={value}>{children}</ShortcutsContext>
}

export function useListedShortcuts(): readonly { keys: string; label: string }[] {
  return useContext(ShortcutsContext)?.listed ?? []
}

interface ShortcutOptions {
  label?: string
  isOn?: boolean
}

/** Binds keys (`r`, `g t`, `mod+k`) while the component is mounted. */
export function useShortcut(
  keys: string,
  handler: (event: KeyboardEvent) => void,
  options: ShortcutOptions = {},
): void {
  const add = useContext(ShortcutsContext)?.add
  const latest = useRef(handler)
  const { label, isOn = true } = options

  useEffect(() => {
    latest.current = handler
  }, [handler])

  const addRef = useRef(add)
  useEffect(() => {
    if (!isOn) return
    return addRef.current?.({ keys, label, handler: (event) => latest.current(event) })
  }, [keys, label, isOn])
}
