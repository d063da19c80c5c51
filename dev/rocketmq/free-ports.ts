import net from 'node:net'

/**
 * Ports of one cluster, all inside one block of `portBlockSize`. The first port of the block is held by us while the
 * cluster runs: it tells other starters that the block is taken before RocketMQ has bound anything.
 */
export interface PortBlock {
  base: number
  release(): void
}

/** Below the range that systems take outgoing ports from (32768 and up on Linux), above well-known services. */
const firstBase = 20_000
const lastBase = 31_900
export const portBlockSize = 100

export const nameServerPort = (base: number) => base + 1
export const proxyPorts = (base: number) => ({ grpc: base + 4, remoting: base + 5, metrics: base + 6 })

/** A broker also binds `listen − 2` (VIP) and `listen + 1` (HA). */
export const brokerPorts = (base: number, index: number) => {
  const listen = base + 12 + index * 10
  return { vip: listen - 2, listen, ha: listen + 1, metrics: listen + 4 }
}

/** How many brokers fit into a block. */
export const maxBrokers = 8

/** Bases to try, the preferred one first, then all others from a random one on. */
export function candidateBases(preferredBase: number | null, random: () => number): number[] {
  const count = (lastBase - firstBase) / portBlockSize + 1
  const start = Math.floor(random() * count)
  const bases = Array.from({ length: count }, (_, index) => firstBase + ((start + index) % count) * portBlockSize)
  return preferredBase === null ? bases : [preferredBase, ...bases.filter((base) => base !== preferredBase)]
}

export function portsOfBlock(base: number, brokers: number): number[] {
  const ports = [nameServerPort(base), ...Object.values(proxyPorts(base))]
  for (let index = 0; index < brokers; index++) ports.push(...Object.values(brokerPorts(base, index)))
  return ports
}

/**
 * Finds a block whose ports are all free, and holds it.
 *
 * @throws Error when none is
 */
export async function claimPortBlock(preferredBase: number | null, brokers: number): Promise<PortBlock> {
  for (const base of candidateBases(preferredBase, Math.random)) {
    const guard = await listen(base)
    if (guard === null) continue
    if (await areFree(portsOfBlock(base, brokers))) {
      guard.unref()
      return { base, release: () => guard.close() }
    }
    guard.close()
  }
  throw new Error(`No ${portBlockSize} neighbouring ports between ${firstBase} and ${lastBase} are free for RocketMQ.`)
}

async function areFree(ports: readonly number[]): Promise<boolean> {
  for (const port of ports) {
    const server = await listen(port)
    if (server === null) return false
    await new Promise((resolve) => server.close(resolve))
  }
  return true
}

/** On all addresses: that fails too when something listens on one of them only. */
function listen(port: number): Promise<net.Server | null> {
  return new Promise((resolve, reject) => {
    const server = net.createServer((socket) => socket.destroy())
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(null)
      else reject(error)
    })
    server.listen(port, () => resolve(server))
  })
}
