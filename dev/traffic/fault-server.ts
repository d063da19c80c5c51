import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { isSwitchName, type Switchboard, type SwitchName, switchNames, switchPlans } from './switches.ts'

const maxBodyBytes = 1_024

/**
 * Faults by HTTP, for demonstrations and tests, on a free port of loopback:
 *
 *   GET    /faults            every fault: by hand or by schedule, on or off, when the schedule has it on next
 *   POST   /faults/slow-sink  { "on": true | false }; without a body on
 *   DELETE /faults/slow-sink  off
 *
 * Web pages cannot call it: a foreign Host (a name that was made to point here) or any foreign Origin is refused.
 *
 * @param onTurn called after each change
 * @returns its URL
 */
export async function startFaultServer(board: Switchboard, onTurn: () => void): Promise<string> {
  const server = createServer((request, response) => {
    answer(request, board, onTurn).then(
      ({ status, body }) => reply(response, status, body),
      (error) => reply(response, 500, { detail: error instanceof Error ? error.message : String(error) }),
    )
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  // The traffic ends when its work does; a listener is no work.
  server.unref()
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}` // listens on TCP, so an address with a port
}

interface Answer {
  status: number
  body: unknown
}

const refuse = (status: number, detail: string): Answer => ({ status, body: { detail } })

async function answer(request: IncomingMessage, board: Switchboard, onTurn: () => void): Promise<Answer> {
  const { method = 'GET', url = '/', headers } = request
  const own = ['127.0.0.1', 'localhost'].map((host) => `${host}:${request.socket.localPort}`)
  if (!own.includes(headers.host ?? '')) return refuse(403, `The host ${headers.host} is not this server.`)
  if (headers.origin !== undefined && !own.some((host) => headers.origin === `http://${host}`)) {
    return refuse(403, `Pages of ${headers.origin} may not switch faults.`)
  }
  const now = Date.now()
  if (url === '/faults') {
    if (method !== 'GET') return refuse(405, 'Faults can be listed (GET) and switched one by one (POST, DELETE).')
    return { status: 200, body: { items: switchNames.map((name) => stateOf(board, name, now)) } }
  }
  const name = url.startsWith('/faults/') ? url.slice('/faults/'.length) : ''
  if (!isSwitchName(name)) return refuse(404, `There is no fault "${name}", only ${switchNames.join(', ')}.`)
  if (method === 'GET') return { status: 200, body: stateOf(board, name, now) }
  if (method !== 'POST' && method !== 'DELETE') return refuse(405, 'A fault can be read, switched on and off.')
  const isOn = method === 'DELETE' ? false : parseOn(await readBody(request))
  if (isOn === null) return refuse(400, 'The body must be { "on": true } or { "on": false }.')
  board.turn(name, isOn)
  onTurn()
  return { status: 200, body: stateOf(board, name, now) }
}

function stateOf(board: Switchboard, name: SwitchName, now: number) {
  return {
    name,
    on: board.isOn(name, now),
    byHand: board.isByHand(name),
    nextAt: board.nextAt(name, now),
    ...switchPlans[name],
  }
}

/** null: neither true nor false. */
function parseOn(body: string): boolean | null {
  if (body.trim() === '') return true
  try {
    const { on } = JSON.parse(body) as { on?: unknown } // checked on the next line
    return typeof on === 'boolean' ? on : null
  } catch {
    return null
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  let body = ''
  for await (const chunk of request.setEncoding('utf8')) {
    body += chunk
    if (body.length > maxBodyBytes) throw new Error(`The body is longer than ${maxBodyBytes} bytes.`)
  }
  return body
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
  response.end(`${JSON.stringify(body)}\n`)
}
