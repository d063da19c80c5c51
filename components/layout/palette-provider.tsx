'use client'

import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useState } from 'react'
import type { IconName } from '#components/ui/icon.tsx'
import type { State } from '#components/ui/state-pill.tsx'

export interface PaletteItem {
  id: string
  label: string
  /** Where it is: the cluster, the kind. */
  detail?: string
  icon: IconName
  href?: string
  onSelect?: () => void
  state?: State
}

export interface PaletteSource {
  id: string
  heading: string
  /** What matches; all of it, or the recent ones, for an empty query. May ask the API. */
  search: (query: string, signal: AbortSignal) => readonly PaletteItem[] | Promise<readonly PaletteItem[]>
}

interface PaletteValue {
  isOpen: boolean
  setOpen: (isOpen: boolean) => void
  sources: readonly PaletteSource[]
  add: (source: PaletteSource) => () => void
}

const PaletteContext = createContext<PaletteValue | null>(null)

export function usePalette(): PaletteValue {
  const value = useContext(PaletteContext)
  if (!value) throw new Error('usePalette needs a PaletteProvider above')
  return value
}

export function PaletteProvider({ children }: { children: ReactNode }) {
  const [isOpen, setOpen] = useState(false)
  const [sources, setSources] = useState<readonly PaletteSource[]>([])
  const value = useMemo(
    () => ({
      isOpen,
      setOpen,
      sources,
      add: (source: PaletteSource) => {
        setSources((present) => [...present, source])
        return () => setSources((present) => present.filter((other) => other !== source))
      },
    }),
    [isOpen, sources],
  )
  return <PaletteContext value={value}>{children}</PaletteContext>
}

/** Adds a group of results to the palette while the component is mounted; features bring their own. */
export function usePaletteSource({ id, heading, search }: PaletteSource): void {
  const { add } = usePalette()
  const latest = useRef({ add, search })
  useEffect(() => {
    latest.current = { add, search }
  })
  useEffect(
    () => latest.current.add({ id, heading, search: (query, signal) => latest.current.search(query, signal) }),
    [id, heading],
  )
}
