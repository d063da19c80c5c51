import { useEffect, useState } from 'react'

/** The value once it has stood still for a while: what is asked of the server while somebody types. */
export function useSettled<T>(value: T, delayMs = 400): T {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), delayMs)
    return () => clearTimeout(timer)
  }, [value, delayMs])
  return settled
}
