import { randomBytes, randomInt } from 'node:crypto'
import os from 'node:os'

/** IP, pid and, where Java has the hash of a class loader, four random bytes: two processes of one pod share IP and pid. */
const sender = Buffer.concat([ownIp(), uint16(process.pid), randomBytes(4)])
let counter = randomInt(0x1_0000)

/**
 * A unique id (property UNIQ_KEY) as remoting clients make them: 32 hex of IP 4, pid 2, hash 4, ms since the first of the month
 * (here of UTC) 4, counter 2.
 *
 * @see protocol notes §5.4
 */
export function createUniqKey(now: Date): string {
  counter = (counter + 1) % 0x1_0000
  const time = Buffer.alloc(4)
  time.writeUInt32BE(now.getTime() - Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1))
  return Buffer.concat([sender, time, uint16(counter)])
    .toString('hex')
    .toUpperCase()
}

function ownIp(): Buffer {
  const addresses = Object.values(os.networkInterfaces()).flatMap((each) => each ?? [])
  const own = addresses.find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? '127.0.0.1'
  return Buffer.from(own.split('.').map(Number))
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16BE(value % 0x1_0000)
  return bytes
}
