import java.nio.charset.StandardCharsets;
import org.apache.rocketmq.acl.common.AclClientRPCHook;
import org.apache.rocketmq.acl.common.SessionCredentials;
import org.apache.rocketmq.client.AccessChannel;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.consumer.rebalance.AllocateMessageQueueAveragely;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.TransactionMQProducer;
import org.apache.rocketmq.client.trace.AsyncTraceDispatcher;
import org.apache.rocketmq.client.trace.TraceDispatcher;
import org.apache.rocketmq.client.trace.hook.ConsumeMessageTraceHookImpl;
import org.apache.rocketmq.client.trace.hook.EndTransactionTraceHookImpl;
import org.apache.rocketmq.client.trace.hook.SendMessageTraceHookImpl;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.remoting.RPCHook;

/** Producers and consumers with the settings that all scenarios share, and what runs them at a steady rate. */
final class Clients {
  private static final String NAME_SERVERS = System.getenv("TRAFFIC_NAME_SERVERS");

  /** A client that gets no route within the usual 3 s does not start; on a busy machine that is too short. */
  private static final int API_TIMEOUT_MS = 15_000;

  /** One client for all producers: each has two threads that wake every few milliseconds, for nothing. */
  private static final String PRODUCERS = "demo-backend";

  private static int consumers = 0;

  /** Message trace of all clients that have it on. One for each, as the client makes them, would wake every 5 ms for nothing. */
  private static final AsyncTraceDispatcher traces =
      new AsyncTraceDispatcher("demo", TraceDispatcher.Type.PRODUCE, 10, null, hook());

  interface Task {
    void run() throws Exception;
  }

  interface Handler {
    void handle(MessageExt message) throws Exception;
  }

  enum Trace {
    ON,
    OFF
  }

  static DefaultMQProducer producer(String group, Trace trace) throws Exception {
    DefaultMQProducer producer = set(new DefaultMQProducer(group, hook()), trace);
    producer.start();
    return producer;
  }

  /** Not started yet: a listener must be given first. */
  static TransactionMQProducer transactionProducer(String group) {
    TransactionMQProducer producer = set(new TransactionMQProducer(group, hook()), Trace.ON);
    producer.getDefaultMQProducerImpl().registerEndTransactionHook(new EndTransactionTraceHookImpl(traces));
    return producer;
  }

  private static <P extends DefaultMQProducer> P set(P producer, Trace trace) {
    producer.setNamesrvAddr(NAME_SERVERS);
    producer.setInstanceName(PRODUCERS);
    producer.setSendMsgTimeout(5_000);
    producer.setMqClientApiTimeout(API_TIMEOUT_MS);
    if (trace == Trace.ON) {
      producer.getDefaultMQProducerImpl().registerSendMessageHook(new SendMessageTraceHookImpl(traces));
    }
    return producer;
  }

  /** Before the first client: it is what their trace records go to. */
  static void startTraces() throws Exception {
    traces.start(NAME_SERVERS, AccessChannel.LOCAL);
  }

  /** Not subscribed and not started yet. */
  static DefaultMQPushConsumer consumer(String group, Trace trace) {
    DefaultMQPushConsumer consumer = new DefaultMQPushConsumer(group, hook(), new AllocateMessageQueueAveragely());
    if (trace == Trace.ON) {
      consumer.getDefaultMQPushConsumerImpl().registerConsumeMessageHook(new ConsumeMessageTraceHookImpl(traces));
    }
    consumer.setNamesrvAddr(NAME_SERVERS);
    consumer.setInstanceName(group.replace('%', '_') + "-" + ++consumers);
    consumer.setMqClientApiTimeout(API_TIMEOUT_MS);
    consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
    consumer.setConsumeThreadMin(2);
    consumer.setConsumeThreadMax(2);
    consumer.setPullBatchSize(32);
    // Some messages per pull instead of one: half the requests. Offsets are committed every 5 s, so nobody sees the pause.
    consumer.setPullInterval(2_000);
    // Nobody works off thousands of messages here, so nobody needs them in memory.
    consumer.setPullThresholdForQueue(64);
    return consumer;
  }

  /** Subscribes and starts; a message whose handler throws comes back later. */
  static DefaultMQPushConsumer start(
      DefaultMQPushConsumer consumer, String topic, String tags, Handler handler) throws Exception {
    consumer.subscribe(topic, tags);
    consumer.registerMessageListener(
        (MessageListenerConcurrently)
            (messages, context) -> {
              try {
                for (MessageExt message : messages) handler.handle(message);
                return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
              } catch (Exception failure) {
                return ConsumeConcurrentlyStatus.RECONSUME_LATER;
              }
            });
    consumer.start();
    return consumer;
  }

  /**
   * Runs a task at a steady rate for ever. A failure is printed and the next turn tries again, for brokers come back; turns
   * that were missed meanwhile are left out instead of made up in a burst.
   */
  static void every(long periodMs, String what, Task task) {
    Thread thread =
        new Thread(
            () -> {
              long next = System.currentTimeMillis();
              long lastPrintedMs = 0;
              while (true) {
                try {
                  task.run();
                } catch (Exception failure) {
                  if (System.currentTimeMillis() - lastPrintedMs > 10_000) {
                    System.err.println(what + ": " + failure.getMessage());
                    lastPrintedMs = System.currentTimeMillis();
                  }
                }
                next += periodMs;
                long now = System.currentTimeMillis();
                if (next < now - 1_000) next = now;
                pause(Math.max(0, next - now));
              }
            },
            what);
    thread.setDaemon(true);
    thread.start();
  }

  /** Until when the messages took that this thread has had. */
  private static final ThreadLocal<Long> workedUntilNs = ThreadLocal.withInitial(System::nanoTime);
  private static final long LATEST_NS = 200_000_000;

  /** Takes so long for a message. A thread that was woken late takes less for its next ones: what it works off in a minute stays. */
  static void work(long ms) {
    long now = System.nanoTime();
    long before = workedUntilNs.get();
    long until = (now - before < LATEST_NS ? before : now) + ms * 1_000_000;
    workedUntilNs.set(until);
    pause(Math.max(0, (until - now) / 1_000_000));
  }

  static void pause(long ms) {
    try {
      Thread.sleep(ms);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** "ORD-17" is 17. */
  static long numberIn(String key) {
    return Long.parseLong(key.substring(key.lastIndexOf('-') + 1));
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Whether a topic exists, as far as producers can see. */
  static boolean hasTopic(DefaultMQProducer producer, String topic) {
    try {
      return !producer.fetchPublishMessageQueues(topic).isEmpty();
    } catch (Exception missing) {
      return false;
    }
  }

  private static RPCHook hook() {
    String accessKey = System.getenv("TRAFFIC_ACCESS_KEY");
    return accessKey == null
        ? null
        : new AclClientRPCHook(new SessionCredentials(accessKey, System.getenv("TRAFFIC_SECRET_KEY")));
  }
}
