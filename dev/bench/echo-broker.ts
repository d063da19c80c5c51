// A broker in a process of its own that answers GET_MAX_OFFSET: the benchmark must not share a core with its counterpart's event loop.

import { RequestCode } from '#lib/rocketmq/request-code.ts'
import { reply } from '#lib/rocketmq/testing/fake-answers.ts'
import { FakeBroker } from '#lib/rocketmq/testing/fake-broker.ts'

const broker = await FakeBroker.start({ [RequestCode.GET_MAX_OFFSET]: reply({ extFields: { offset: '42' } }) })
process.send?.({ address: broker.address })
process.on('disconnect', () => process.exit(0))
