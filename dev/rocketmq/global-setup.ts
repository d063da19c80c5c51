import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { TestProject } from 'vitest/node'
import type { Lab } from './lab-cluster.ts'
import { stopMqadmin } from './mqadmin.ts'
import type { RunningCluster } from './running-cluster.ts'
import { describeCluster, startCluster } from './start-cluster.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    lab: Lab
  }
}

/**
 * Real RocketMQ for `.broker.test.ts`: 5.5.0 with two masters, a slave, a proxy and ACL 2.0, and one 4.9.7 broker without access
 * control. `APOGEE_TEST_LAB` names a JSON file of clusters that run already, which saves the start while one test is written.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.APOGEE_TEST_LAB
  if (given) {
    project.provide('lab', JSON.parse(readFileSync(given, 'utf8')) as Lab)
    return () => stopMqadmin()
  }
  // `npm test` runs two parts side by side.
  const dir = path.resolve('.apogee/test', process.env.APOGEE_TEST_PART ?? 'rocketmq')
  const started: RunningCluster[] = []
  const stop = async () => {
    await stopMqadmin()
    await Promise.all(started.map((cluster) => cluster.stop()))
  }
  try {
    // One after the other: on two cores side by side is slower than in turn.
    const newest = await startCluster({ version: '5.5.0', dir: path.join(dir, '5.5.0') })
    started.push(newest)
    const old = await startCluster({ version: '4.9.7', dir: path.join(dir, '4.9.7'), masters: 1, slaves: 0 })
    started.push(old)
    project.provide('lab', { '5.5.0': describeCluster(newest), '4.9.7': describeCluster(old) })
  } catch (error) {
    await stop()
    throw error
  }
  return stop
}
