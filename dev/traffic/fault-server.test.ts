import { request } from 'node:http'
import { beforeEach, expect, test } from 'vitest'
import { startFaultServer } from './fault-server.ts'
import { Switchboard, switchNames } from './switches.ts'

let board: Switchboard
let turns: number
let url: string

beforeEach(async () => {
  board = new Switchboard(Date.now())
  turns = 0
  url = await startFaultServer(board, () => turns++)
})

const post = (path: string, body?: string) => fetch(`${url}${path}`, { method: 'POST', ...(body && { body }) })

/** `fetch` does not let a caller choose these headers, an attacker's name server and page do. */
function statusWith(headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const call = request(`${url}/faults/slow-sink`, { method: 'POST', headers }, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
    call.on('error', reject).end()
  })
}

test('all faults are listed, off at the start', async () => {
  const { items } = await (await fetch(`${url}/faults`)).json()
  expect(items.map(({ name, on }: { name: string; on: boolean }) => [name, on])).toEqual(
    switchNames.map((name) => [name, false]),
  )
})

test('a fault is switched on, off by body, and off by DELETE; each is told', async () => {
  expect(await (await post('/faults/slow-sink', '{"on":true}')).json()).toMatchObject({ on: true, byHand: true })
  expect(board.isByHand('slow-sink')).toBe(true)
  expect(await (await post('/faults/slow-sink', '{"on":false}')).json()).toMatchObject({ on: false })
  await post('/faults/slow-sink')
  expect(board.isByHand('slow-sink')).toBe(true)
  const off = await fetch(`${url}/faults/slow-sink`, { method: 'DELETE' })
  expect(await off.json()).toMatchObject({ on: false, byHand: false })
  expect(turns).toBe(4)
})

test('what is not understood changes nothing', async () => {
  expect((await post('/faults/slow-sink', '{"on":1}')).status).toBe(400)
  expect((await post('/faults/slow-sink', 'on')).status).toBe(400)
  expect((await post('/faults/no-such')).status).toBe(404)
  expect((await post('/faults/toString')).status).toBe(404)
  expect((await post('/faults')).status).toBe(405)
  expect(turns).toBe(0)
})

test('a foreign host or origin is refused', async () => {
  expect(await statusWith({ host: 'evil.example' })).toBe(403)
  expect(await statusWith({ origin: 'http://evil.example' })).toBe(403)
  expect(await statusWith({ origin: 'null' })).toBe(403)
  expect(turns).toBe(0)
  expect(await statusWith({})).toBe(200)
})
