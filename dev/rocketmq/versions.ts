import os from 'node:os'
import path from 'node:path'

/** What the lab must know about one version line of RocketMQ; the jars of a line are named by `poms/<line>/pom.xml`. */
export interface VersionLine {
  line: string
  /** The newest version of the line whose jars are all on Maven Central: 5.5.1, 5.3.2 and 4.9.8 are not. */
  version: string
  hasProxy: boolean
  /** Users and permissions kept by the broker (5.3+). */
  hasAcl: boolean
  /** A Prometheus endpoint inside the broker (5.1+). */
  hasExporter: boolean
  /** Requests 18 and 225, which create topics and groups by list. */
  hasListRequests: boolean
}

const lines = [
  { line: '5.5', version: '5.5.0', hasProxy: true, hasAcl: true, hasExporter: true, hasListRequests: true },
  { line: '5.3', version: '5.3.3', hasProxy: true, hasAcl: true, hasExporter: true, hasListRequests: true },
  { line: '5.1', version: '5.1.4', hasProxy: false, hasAcl: false, hasExporter: true, hasListRequests: false },
  { line: '4.9', version: '4.9.7', hasProxy: false, hasAcl: false, hasExporter: false, hasListRequests: false },
] as const satisfies readonly VersionLine[]

export type RocketmqVersion = (typeof lines)[number]['version']

export const rocketmqVersions: readonly RocketmqVersion[] = lines.map((line) => line.version)

export const defaultVersion = '5.5.0' satisfies RocketmqVersion

export function versionLine(version: RocketmqVersion): VersionLine {
  const found = lines.find((line) => line.version === version)
  if (found === undefined) throw new Error(`RocketMQ ${version} is not one of ${rocketmqVersions.join(', ')}`)
  return found
}

/** Where the jars of a version are kept: outside the tree, shared by every checkout of this user. */
export function jarsDir(version: RocketmqVersion, env: NodeJS.ProcessEnv = process.env): string {
  return path.join(cacheDir(env), version)
}

const cacheDir = (env: NodeJS.ProcessEnv): string =>
  env.APOGEE_ROCKETMQ_CACHE ?? path.join(env.XDG_CACHE_HOME ?? path.join(os.homedir(), '.cache'), 'apogee', 'rocketmq')

/** For `java -cp`. The star is Java's own wildcard: pass it without a shell. */
export function classPath(version: RocketmqVersion): string {
  return path.join(jarsDir(version), '*')
}
