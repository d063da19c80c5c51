import { createServer } from 'node:net'

/**
 * Says before the build and the migrations, which may take a minute, that another program has the port.
 * @throws Error with what to do
 */
export async function requireFreePort(port: number, host: string): Promise<void> {
  const server = createServer()
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE')
        reject(new Error(`Another program listens on ${host}:${port}, perhaps another Apogee. Stop it, or set PORT.`))
      else reject(new Error(`Cannot listen on ${host}:${port}: ${error.message}. Set HOST and PORT.`))
    })
    server.listen(port, host, resolve)
  })
  await new Promise((resolve) => server.close(resolve))
}
