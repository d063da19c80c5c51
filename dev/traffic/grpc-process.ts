import { type GrpcTarget, startGrpcClients } from './grpc-clients.ts'
import type { SwitchName } from './switches.ts'

// A process for the gRPC clients alone. Their library shares one connection per address in a process, with pauses of up to two
// minutes after failures, and keeps it for as long as any client that failed to start is not collected. So when a client
// cannot start, all of it ends; the parent starts it anew once the proxy listens.

const stopping = new AbortController()
process.on('disconnect', () => process.exit(0))
// Promises that the library lets fail with nobody holding them, when a proxy goes away.
process.on('unhandledRejection', (reason) => console.error(`gRPC client: ${reason}`))

const switchesOn = new Set<SwitchName>()

process.once('message', (target) => {
  // The traffic's process sends the target first, and a switch whenever one is turned.
  process.on('message', (message) => {
    const { name, isOn } = message as { name: SwitchName; isOn: boolean }
    if (isOn) switchesOn.add(name)
    else switchesOn.delete(name)
  })
  startGrpcClients(target as GrpcTarget, {
    signal: stopping.signal,
    isOn: (name) => switchesOn.has(name),
    onStartFailure(name, error) {
      console.error(`${name} could not start: ${error instanceof Error ? error.message : String(error)}`)
      process.exit(1)
    },
  })
})
