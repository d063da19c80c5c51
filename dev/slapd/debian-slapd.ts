import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { Client } from 'ldapts'

const dir = path.resolve('.apogee/slapd')
const packages = ['slapd', 'libldap-2.5-0', 'libltdl7', 'libwrap0', 'libnsl2', 'libtirpc3', 'libsasl2-2']

export interface Slapd {
  bin: string
  modules: string
  schemas: string
  env: Record<string, string>
}

/**
 * OpenLDAP's server out of Debian's packages, unpacked into `.apogee` and installed nowhere. Null where it cannot be had, or where
 * no `openssl` makes certificates for it.
 */
export function findSlapd(): Slapd | null {
  const found = unpacked()
  if (found) return found
  try {
    mkdirSync(dir, { recursive: true })
    execFileSync('openssl', ['version'], { stdio: 'ignore' })
    execFileSync('apt-get', ['download', ...packages], { cwd: dir, stdio: 'ignore', timeout: 120_000 })
    for (const file of readdirSync(dir).filter((name) => name.endsWith('.deb'))) {
      execFileSync('dpkg', ['-x', file, '.'], { cwd: dir, stdio: 'ignore', timeout: 60_000 })
    }
  } catch {
    return null // No Debian, or no way to its archive.
  }
  return unpacked()
}

function unpacked(): Slapd | null {
  const bin = path.join(dir, 'usr/sbin/slapd')
  if (!existsSync(bin)) return null
  const libraries = ['usr/lib', 'lib'].flatMap((root) =>
    existsSync(path.join(dir, root))
      ? readdirSync(path.join(dir, root))
          .filter((name) => name.includes('-linux-'))
          .map((name) => path.join(dir, root, name))
      : [],
  )
  return {
    bin,
    modules: path.join(dir, 'usr/lib/ldap'),
    schemas: path.join(dir, 'etc/ldap/schema'),
    env: { LD_LIBRARY_PATH: libraries.join(path.delimiter) },
  }
}

export interface RunningSlapd {
  ldapUrl: string
  ldapsUrl: string
  /** PEM of the authority that its certificate comes from. */
  ca: string
  base: string
  bindDn: string
  bindPassword: string
  /** As the directory's administrator. */
  edit<T>(change: (client: Client) => Promise<T>): Promise<T>
  stop(): Promise<void>
}

const base = 'dc=example,dc=org'
const bindDn = `cn=admin,${base}`
const bindPassword = 'directory-admin-password'

/** A directory with StartTLS and ldaps on loopback; nobody may read anything anonymously. */
export async function startSlapd({ bin, modules, schemas, env }: Slapd): Promise<RunningSlapd> {
  const home = mkdtempSync(path.join(os.tmpdir(), 'apogee-slapd-'))
  mkdirSync(path.join(home, 'data'))
  const ca = makeCertificates(home)
  const schemaLines = ['core', 'cosine', 'inetorgperson'].map((name) => `include ${schemas}/${name}.schema`)
  const lines = [
    ...schemaLines,
    `modulepath ${modules}`,
    'moduleload back_mdb',
    `TLSCACertificateFile ${home}/ca.pem`,
    `TLSCertificateFile ${home}/server.pem`,
    `TLSCertificateKeyFile ${home}/server.key`,
    `pidfile ${home}/slapd.pid`,
    'database mdb',
    'maxsize 33554432',
    `suffix "${base}"`,
    `rootdn "${bindDn}"`,
    `rootpw ${bindPassword}`,
    `directory ${home}/data`,
    'access to * by anonymous auth by users read',
  ]
  writeFileSync(path.join(home, 'slapd.conf'), `${lines.join('\n')}\n`)
  const [plain, secure] = [await freePort(), await freePort()]
  const [ldapUrl, ldapsUrl] = [`ldap://127.0.0.1:${plain}`, `ldaps://127.0.0.1:${secure}`]
  const flags = ['-d', '0', '-f', path.join(home, 'slapd.conf'), '-h', `${ldapUrl} ${ldapsUrl}`]
  const child = spawn(bin, flags, { stdio: 'ignore', env: { ...process.env, ...env } })
  const hasEnded = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const edit = async <T>(change: (client: Client) => Promise<T>): Promise<T> => {
    const client = new Client({ url: ldapUrl, timeout: 5000 })
    try {
      await client.bind(bindDn, bindPassword)
      return await change(client)
    } finally {
      await client.unbind()
    }
  }
  await untilReady(edit)
  return {
    ldapUrl,
    ldapsUrl,
    ca,
    base,
    bindDn,
    bindPassword,
    edit,
    async stop() {
      child.kill()
      await hasEnded
      rmSync(home, { recursive: true, force: true })
    },
  }
}

/** An authority of its own and a certificate for 127.0.0.1. @returns the authority's */
function makeCertificates(home: string): string {
  const openssl = (...args: string[]) =>
    execFileSync('openssl', args, { cwd: home, stdio: ['ignore', 'pipe', 'ignore'] })
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2']
  openssl('req', '-x509', ...newKey, '-subj', '/CN=Test authority', '-keyout', 'ca.key', '-out', 'ca.pem')
  writeFileSync(path.join(home, 'server.ext'), 'subjectAltName=IP:127.0.0.1,DNS:localhost\n')
  openssl('req', ...newKey.slice(0, 5), '-subj', '/CN=127.0.0.1', '-keyout', 'server.key', '-out', 'server.csr')
  const signing = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '2', '-extfile', 'server.ext']
  openssl('x509', '-req', '-in', 'server.csr', ...signing, '-out', 'server.pem')
  return openssl('x509', '-in', 'ca.pem').toString()
}

async function untilReady(edit: (change: (client: Client) => Promise<void>) => Promise<void>): Promise<void> {
  const deadline = Date.now() + 20_000
  while (Date.now() < deadline) {
    try {
      return await edit(async () => undefined)
    } catch {
      await delay(50)
    }
  }
  throw new Error('slapd did not start within 20 s')
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo // it listens
  await new Promise((resolve) => server.close(resolve))
  return port
}
