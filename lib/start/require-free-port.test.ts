import { createServer } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { requireFreePort } from './require-free-port.ts'

test('a port that another program has is refused with what to do; a free one stays free', async () => {
  const other = createServer()
  const port = await new Promise<number>((resolve) => {
    other.listen(0, '127.0.0.1', () => resolve((other.address() as { port: number }).port)) // TCP servers have an AddressInfo
  })
  onTestFinished(() => void other.close())
  await expect(requireFreePort(port, '127.0.0.1')).rejects.toThrow(`Another program listens on 127.0.0.1:${port}`)
  await new Promise((resolve) => other.close(resolve))
  await requireFreePort(port, '127.0.0.1')
  await requireFreePort(port, '127.0.0.1')
})
