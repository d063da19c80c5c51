'use client'

import { useEffect, useState } from 'react'

type Urgency = 'polite' | 'assertive'

const listeners = new Set<(text: string, urgency: Urgency) => void>()

/**
 * Says something to readers of the screen. Polite for counts and results, at most one per 5 s (the last one wins);
 * assertive only for a lost connection and an ended session.
 */
export function announce(text: string, urgency: Urgency = 'polite'): void {
  for (const listener of listeners) listener(text, urgency)
}

const quietMs = 5000

export function LiveRegion() {
  const [polite, setPolite] = useState('')
  const [assertive, setAssertive] = useState('')

  useEffect(() => {
    let spokenAt = 0
    let timer: ReturnType<typeof setTimeout> | undefined
    function listen(text: string, urgency: Urgency): void {
      if (urgency === 'assertive') {
        setAssertive(text)
        return
      }
      clearTimeout(timer)
      timer = setTimeout(
        () => {
          spokenAt = Date.now()
          setPolite(text)
        },
        Math.max(0, spokenAt + quietMs - Date.now()),
      )
    }
    listeners.add(listen)
    return () => {
      listeners.delete(listen)
      clearTimeout(timer)
    }
  }, [])

  return (
    <>
      <div role="status" className="sr-only">
        {polite}
      </div>
      <div role="alert" className="sr-only">
        {assertive}
      </div>
    </>
  )
}
