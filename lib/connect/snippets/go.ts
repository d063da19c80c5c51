import {
  DELAY_SECONDS,
  isSending,
  lines,
  ORDER_STEPS,
  type SnippetInput,
  type SnippetTemplate,
} from './snippet-input.ts'

/** github.com/apache/rocketmq-clients/golang/v5 v5.1.4. */
export const go: SnippetTemplate = {
  protocol: 'grpc',
  fileName: () => 'main.go',
  dependency: { tool: 'go', text: 'go get github.com/apache/rocketmq-clients/golang/v5@v5.1.4' },
  run: (fileName) => `go run ${fileName}`,
  isTested: false,
  write: (input) =>
    input.what === 'BROADCAST'
      ? { absence: 'NO_BROADCAST' }
      : { code: isSending(input.what) ? send(input) : receive(input) },
}

const config = ({ proxies, groupName, tls, withCredentials, what }: SnippetInput) => [
  `\trmq.EnableSsl = ${tls}`,
  '\tconfig := &rmq.Config{',
  // As gofmt aligns it: with the key below, unless that one's value takes several lines.
  `\t\tEndpoint:${isSending(what) ? (withCredentials ? ' ' : '    ') : '      '}"${proxies}",`,
  ...(isSending(what) ? [] : [`\t\tConsumerGroup: "${groupName}",`]),
  ...(withCredentials
    ? [
        '\t\tCredentials: &credentials.SessionCredentials{',
        '\t\t\tAccessKey:    os.Getenv("ROCKETMQ_ACCESS_KEY"),',
        '\t\t\tAccessSecret: os.Getenv("ROCKETMQ_SECRET_KEY"),',
        '\t\t},',
      ]
    : [`\t\tCredentials:${isSending(what) ? ' ' : '   '}&credentials.SessionCredentials{},`]),
  '\t}',
]
const imports = (...packages: string[]) => [
  'package main',
  '',
  'import (',
  ...packages.toSorted().map((name) => `\t"${name}"`),
  '',
  '\trmq "github.com/apache/rocketmq-clients/golang/v5"',
  '\t"github.com/apache/rocketmq-clients/golang/v5/credentials"',
  ')',
  '',
]
const must = (indent: string) => [`${indent}if err != nil {`, `${indent}\tlog.Fatal(err)`, `${indent}}`]

function send(input: SnippetInput): string {
  const { what, topicName, withCredentials } = input
  const isTransaction = what === 'SEND_TRANSACTION'
  const packages = ['context', 'fmt', 'log']
  if (withCredentials) packages.push('os')
  if (what === 'SEND_DELAY') packages.push('time')
  return lines(
    ...imports(...packages),
    'func main() {',
    ...config(input),
    isTransaction && '\t// The broker asks when neither commit nor rollback came: look into your database.',
    isTransaction && '\tcheck := func(*rmq.MessageView) rmq.TransactionResolution { return rmq.COMMIT }',
    `\tproducer, err := rmq.NewProducer(config, ${isTransaction ? 'rmq.WithTransactionChecker(&rmq.TransactionChecker{Check: check}), ' : ''}rmq.WithTopics("${topicName}"))`,
    ...must('\t'),
    '\tif err := producer.Start(); err != nil {',
    '\t\tlog.Fatal(err)',
    '\t}',
    '\tdefer producer.GracefulStop()',
    ...body(what, topicName),
    '}',
  )
}

function body(what: SnippetInput['what'], topicName: string): string[] {
  const message = (indent: string, text: string) => [
    `${indent}message := &rmq.Message{Topic: "${topicName}", Body: []byte(${text})}`,
    `${indent}message.SetKeys("order-1")`,
  ]
  const sent = (indent: string, call: string) => [
    `${indent}receipts, err := ${call}`,
    ...must(indent),
    `${indent}fmt.Println("sent", receipts[0].MessageID)`,
  ]
  if (what === 'SEND_FIFO') {
    return [
      `\tfor _, step := range []string{${ORDER_STEPS.map((step) => `"${step}"`).join(', ')}} {`,
      ...message('\t\t', 'step'),
      '\t\t// One message group is one order: its messages stay in their order.',
      '\t\tmessage.SetMessageGroup("order-1")',
      ...sent('\t\t', 'producer.Send(context.Background(), message)'),
      '\t}',
    ]
  }
  if (what === 'SEND_TRANSACTION') {
    return [
      '\ttransaction := producer.BeginTransaction()',
      ...message('\t', '"hello"'),
      ...sent('\t', 'producer.SendWithTransaction(context.Background(), message, transaction)'),
      '\t// Change your database here; then the message becomes visible, or never was with RollBack().',
      '\tif err := transaction.Commit(); err != nil {',
      '\t\tlog.Fatal(err)',
      '\t}',
    ]
  }
  return [
    ...message('\t', '"hello"'),
    ...(what === 'SEND_DELAY' ? [`\tmessage.SetDelayTimestamp(time.Now().Add(${DELAY_SECONDS} * time.Second))`] : []),
    ...sent('\t', 'producer.Send(context.Background(), message)'),
  ]
}

function receive(input: SnippetInput): string {
  const { what, topicName, withCredentials } = input
  const subscription = `map[string]*rmq.FilterExpression{"${topicName}": rmq.SUB_ALL}`
  if (what === 'SIMPLE') {
    return lines(
      ...imports('context', 'fmt', 'log', 'time', ...(withCredentials ? ['os'] : [])),
      'func main() {',
      ...config(input),
      '\tconsumer, err := rmq.NewSimpleConsumer(config,',
      '\t\trmq.WithSimpleAwaitDuration(10*time.Second),',
      `\t\trmq.WithSimpleSubscriptionExpressions(${subscription}))`,
      ...must('\t'),
      '\tif err := consumer.Start(); err != nil {',
      '\t\tlog.Fatal(err)',
      '\t}',
      '\tdefer consumer.GracefulStop()',
      '\tfor {',
      '\t\t// What is not acknowledged within 30 s comes again. An error also says that there was nothing.',
      '\t\tmessages, err := consumer.Receive(context.Background(), 16, 30*time.Second)',
      '\t\tif err != nil {',
      '\t\t\tlog.Println(err)',
      '\t\t}',
      '\t\tfor _, message := range messages {',
      '\t\t\tfmt.Println("received", string(message.GetBody()))',
      '\t\t\tif err := consumer.Ack(context.Background(), message); err != nil {',
      '\t\t\t\tlog.Println(err)',
      '\t\t\t}',
      '\t\t}',
      '\t}',
      '}',
    )
  }
  return lines(
    ...imports('fmt', 'log', 'os', 'os/signal', 'time'),
    'func main() {',
    ...config(input),
    what === 'ORDERLY' && '\t// The order is kept by the group: it has to be one with ordered delivery.',
    '\tconsumer, err := rmq.NewPushConsumer(config,',
    '\t\trmq.WithPushAwaitDuration(10*time.Second),',
    `\t\trmq.WithPushSubscriptionExpressions(${subscription}),`,
    '\t\trmq.WithPushMessageListener(&rmq.FuncMessageListener{',
    '\t\t\tConsume: func(message *rmq.MessageView) rmq.ConsumerResult {',
    '\t\t\t\tfmt.Println("received", string(message.GetBody()))',
    '\t\t\t\treturn rmq.SUCCESS',
    '\t\t\t},',
    '\t\t}))',
    ...must('\t'),
    '\tif err := consumer.Start(); err != nil {',
    '\t\tlog.Fatal(err)',
    '\t}',
    '\tdefer consumer.GracefulStop()',
    '\tstop := make(chan os.Signal, 1)',
    '\tsignal.Notify(stop, os.Interrupt)',
    '\t<-stop',
    '}',
  )
}
