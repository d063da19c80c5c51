import type { BrokerHaStatusBody } from '../requests/get-broker-ha-status.ts'
import { dateOrNull } from './time.ts'

/** How a broker's replication goes, from its own side. 5.0+. Offsets are bytes of the commit log. */
export interface HaStatus {
  isMaster: boolean
  /** Of a master: the end of its commit log. A slave says 0 (5.5.0). */
  masterCommitLogMaxOffset: bigint
  /** Of a master: slaves that keep up. */
  inSyncSlaveCount: number
  /** Of a master: slaves that are connected. */
  slaves: {
    /** `host:port` of the slave's own end of the connection, not the address it serves at. */
    address: string
    ackOffset: bigint
    /** Bytes that the slave has not acknowledged. */
    behindBytes: bigint
    isInSync: boolean
    bytesPerSecond: number
    transferFromOffset: bigint
  }[]
  /** Of a slave: its connection to the master. Null on a master. */
  upstream: {
    masterAddress: string | null
    maxOffset: bigint
    masterFlushOffset: bigint
    bytesPerSecond: number
    lastReadAt: Date | null
    lastWriteAt: Date | null
  } | null
}

export function toHaStatus(body: BrokerHaStatusBody): HaStatus {
  // 5.5.0: a master fills this in too, with zeros.
  const client = body.master ? null : body.haClientRuntimeInfo
  return {
    isMaster: body.master,
    masterCommitLogMaxOffset: body.masterCommitLogMaxOffset,
    inSyncSlaveCount: body.inSyncSlaveNums,
    slaves: body.haConnectionInfo.map((slave) => ({
      address: slave.addr,
      ackOffset: slave.slaveAckOffset,
      behindBytes: slave.diff,
      isInSync: slave.inSync,
      bytesPerSecond: Number(slave.transferredByteInSecond),
      transferFromOffset: slave.transferFromWhere,
    })),
    upstream: client && {
      masterAddress: client.masterAddr,
      maxOffset: client.maxOffset,
      masterFlushOffset: client.masterFlushOffset,
      bytesPerSecond: Number(client.transferredByteInSecond),
      lastReadAt: dateOrNull(client.lastReadTimestamp),
      lastWriteAt: dateOrNull(client.lastWriteTimestamp),
    },
  }
}
