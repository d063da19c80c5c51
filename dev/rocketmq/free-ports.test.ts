import net from 'node:net'
import { expect, it } from 'vitest'
import { candidateBases, claimPortBlock, maxBrokers, portBlockSize, portsOfBlock } from './free-ports.ts'

it('gives every server of a block its own ports, inside the block and apart from the guard', () => {
  const ports = portsOfBlock(20_000, maxBrokers)
  expect(new Set(ports).size).toBe(ports.length)
  expect(Math.min(...ports)).toBeGreaterThan(20_000)
  expect(Math.max(...ports)).toBeLessThan(20_000 + portBlockSize)
})

it('tries the preferred block first and every other once', () => {
  const bases = candidateBases(20_300, () => 0.5)
  expect(bases[0]).toBe(20_300)
  expect(new Set(bases).size).toBe(120)
  expect(candidateBases(null, () => 0.999)[0]).toBe(31_900)
})

it('leaves a block alone that another starter holds', async () => {
  const first = await claimPortBlock(null, 3)
  const second = await claimPortBlock(first.base, 3)
  expect(second.base).not.toBe(first.base)
  first.release()
  second.release()
})

it('leaves a block alone when one of its ports is in use on loopback only', async () => {
  const block = await claimPortBlock(null, 1)
  const stranger = net.createServer()
  await new Promise<void>((resolve) => stranger.listen(block.base + 12, '127.0.0.1', resolve))
  block.release()
  const other = await claimPortBlock(block.base, 1)
  expect(other.base).not.toBe(block.base)
  other.release()
  stranger.close()
})
