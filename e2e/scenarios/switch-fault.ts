import { expect } from '@playwright/test'
import type { SwitchName } from '#dev/traffic/switches.ts'
import { readDemo } from '#e2e/demo-file.ts'
import { eventually } from './eventually.ts'

interface Fault {
  name: SwitchName
  on: boolean
  byHand: boolean
  /** When its schedule has it on next; null without one. */
  nextAt: string | null
}

const MINUTE_MS = 60_000
/** S-10: so soon after it began the console names a fault. */
export const named = { timeout: 5 * MINUTE_MS, intervals: [2_000] }
/** The longest that a schedule keeps a fault on, and some to tell the clients. */
const scheduled = { timeout: 11 * MINUTE_MS, intervals: [2_000] }

async function ask<T>(path: string, method = 'GET'): Promise<T> {
  const { faults } = readDemo()
  if (!faults) throw new Error('The demo runs without traffic: there is nothing to switch')
  const response = await fetch(`${faults}${path}`, { method })
  expect(response.status, `${method} ${path}`).toBe(200)
  return (await response.json()) as T // of the demo's own fault server
}

export const listFaults = async () => (await ask<{ items: Fault[] }>('/faults')).items
export const readFault = (name: SwitchName) => ask<Fault>(`/faults/${name}`)

/** Until neither a person nor the schedule has it on. */
export const untilOff = (name: SwitchName) => eventually(async () => (await readFault(name)).on, scheduled).toBe(false)

/**
 * Runs `work` while the fault is on, and turns it off again whatever happens. It must be off when it begins. Faults are the
 * traffic's own, and tests run side by side: each is switched in one test only.
 *
 * @param work gets when the fault was turned on
 */
export async function withFault<T>(name: SwitchName, work: (since: Date) => Promise<T>): Promise<T> {
  await untilOff(name)
  const since = new Date()
  await ask(`/faults/${name}`, 'POST')
  try {
    return await work(since)
  } finally {
    await ask(`/faults/${name}`, 'DELETE')
  }
}
