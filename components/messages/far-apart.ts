/** Clocks of producer and broker that differ more than this are worth a mark. */
const CLOCK_DIFFERENCE_MS = 5_000

interface Times {
  bornTimestamp: Date
  storeTimestamp: Date
}

/** Of the client's clock against the broker's: negative when it was produced first. */
export const clockDifferenceMs = ({ bornTimestamp, storeTimestamp }: Times): number =>
  bornTimestamp.getTime() - storeTimestamp.getTime()

export const isFarApart = (message: Times): boolean => Math.abs(clockDifferenceMs(message)) > CLOCK_DIFFERENCE_MS
