import { vi } from 'vitest'

/**
 * Loaded before every test file: `vi.waitFor` gives up after a second where it is not told otherwise, and its default cannot be
 * configured. A wait ends with what it waits for; its limit is for what never comes, on the slowest machine.
 */
const { waitFor } = vi
vi.waitFor = (callback, options) =>
  waitFor(callback, typeof options === 'number' ? options : { timeout: 60_000, ...options })
