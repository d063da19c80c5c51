import { ProtocolError } from '../errors.ts'
import { RequestCode } from '../request-code.ts'
import { defineRequest } from './define-request.ts'

export interface ControllerMetadataReply {
  group: string
  leaderId: string | null
  leaderAddress: string | null
  /** It is the leader itself. */
  isLeader: boolean
  /** `n0:host:port;n1:…` with DLedger; `host:port;…` with jRaft. As sent. */
  peers: string
}

/**
 * CONTROLLER_GET_METADATA_INFO (1005), to a controller: who leads its group and who belongs to it. 5.0+.
 *
 * Request: no header, no body. Reply header: `group`, `controllerLeaderId`, `controllerLeaderAddress`, `isLeader`, `peers`.
 * Code 1 from jRaft until there is a leader.
 *
 * @see protocol notes §4.10
 */
export const controllerGetMetadataInfo = defineRequest<void, ControllerMetadataReply>({
  code: RequestCode.CONTROLLER_GET_METADATA_INFO,
  encode: () => ({}),
  decode({ extFields: { group, controllerLeaderId, controllerLeaderAddress, isLeader, peers } }) {
    if (group === undefined && peers === undefined) throw new ProtocolError('a controller without group and peers')
    return {
      group: group ?? '',
      leaderId: controllerLeaderId || null,
      leaderAddress: controllerLeaderAddress || null,
      isLeader: isLeader === 'true',
      peers: peers ?? '',
    }
  },
})
