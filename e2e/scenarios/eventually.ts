import { expect } from '@playwright/test'

/**
 * As `expect.poll`, for waits of minutes: what cannot be read at a moment, for a broker or a machine is busy, is read again, and
 * stands in the failure when it is the last that happened. So an Error must not be what is waited for: no `toBeDefined`.
 */
export const eventually = (read: () => Promise<unknown>, options: { timeout: number; intervals: number[] }) =>
  expect.poll(() => read().catch((error: unknown) => error), options)

export const minutes = (count: number) => ({ timeout: count * 60_000, intervals: [2_000] })
