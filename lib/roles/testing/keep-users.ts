import type { Command } from '#lib/rocketmq/codec/command.ts'
import { signRequest } from '#lib/rocketmq/codec/sign.ts'
import { RequestCode } from '#lib/rocketmq/request-code.ts'
import { ResponseCode } from '#lib/rocketmq/response-code.ts'
import { type Answer, refuse, reply } from '#lib/rocketmq/testing/fake-answers.ts'
import type { Handler } from '#lib/rocketmq/testing/fake-broker.ts'
import type { FakeClusterBroker } from '#lib/rocketmq/testing/fake-cluster.ts'

interface KeptUser {
  username?: string
  password?: string
  userType?: string
  userStatus?: string
}

/**
 * Users as a fake broker keeps them, and no policies: these it takes and forgets.
 *
 * @param checks whether requests about users must be signed with the password that the broker holds of whoever asks
 */
export function keepUsers({ server }: FakeClusterBroker, first: readonly KeptUser[] = [], { checks = false } = {}) {
  const users = new Map(first.map((user) => [user.username ?? '', user]))
  const guarded =
    (handler: (request: Command) => Answer): Handler =>
    (request) => {
      const { AccessKey = '', Signature } = request.extFields
      const secretKey = users.get(AccessKey)?.password ?? ''
      const right = signRequest(request.extFields, request.body, { accessKey: AccessKey, secretKey }).Signature
      return checks && Signature !== right
        ? refuse(ResponseCode.NO_PERMISSION, 'check signature failed.')
        : handler(request)
    }
  const write = ({ body }: { body: Buffer }) => {
    const user = JSON.parse(body.toString()) as KeptUser // what the request encodes
    users.set(user.username ?? '', { ...users.get(user.username ?? ''), ...user })
    return reply()
  }
  const json = (value: unknown) => reply({ body: JSON.stringify(value) })
  server.on(
    RequestCode.AUTH_LIST_USER,
    guarded(() => (users.size > 0 ? json([...users.values()]) : reply())),
  )
  server.on(
    RequestCode.AUTH_GET_USER,
    guarded(({ extFields }) => {
      const user = users.get(extFields.username ?? '')
      return user ? json(user) : reply()
    }),
  )
  server.on(
    RequestCode.AUTH_LIST_ACL,
    guarded(() => reply()),
  )
  server.on(RequestCode.AUTH_CREATE_USER, guarded(write))
  server.on(RequestCode.AUTH_UPDATE_USER, guarded(write))
  server.on(
    RequestCode.AUTH_CREATE_ACL,
    guarded(() => reply()),
  )
  return users
}
