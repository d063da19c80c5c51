import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPOutputStream;
import org.apache.rocketmq.acl.common.AclClientRPCHook;
import org.apache.rocketmq.acl.common.SessionCredentials;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.ConsumeOrderlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.consumer.listener.MessageListenerOrderly;
import org.apache.rocketmq.client.consumer.rebalance.AllocateMessageQueueAveragely;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.compression.CompressionType;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.remoting.RPCHook;

/**
 * The demo's clients of the remoting protocol: producers and consumers of several scenarios in one JVM, with message trace
 * on. Runs in source mode on the class path of RocketMQ 5.x; ends with its input, so it never outlives its driver.
 *
 * <p>Environment: TRAFFIC_NAME_SERVERS ("host:port;host:port"), TRAFFIC_ACCESS_KEY and TRAFFIC_SECRET_KEY (absent without
 * ACL). Prints "ready" when all clients have started.
 */
public class Traffic {
  private static final String NAME_SERVERS = System.getenv("TRAFFIC_NAME_SERVERS");
  private static final long STARTED_AT_MS = System.currentTimeMillis();
  private static int instances = 0;

  public static void main(String[] arguments) throws Exception {
    try {
      decoupling();
      sequence();
      notification();
      bodies();
      others();
      System.out.println("ready");
    } catch (Throwable failure) {
      // Client threads are not daemons: without an exit the JVM would stay for ever and do nothing.
      failure.printStackTrace();
      System.exit(1);
    }
    while (System.in.read() >= 0) {}
    System.exit(0);
  }

  // Scenario "decoupling": one event, many systems. 20 messages a second, three events per order.
  private static void decoupling() throws Exception {
    DefaultMQProducer producer = producer("demo_shop");
    String[] events = {"created", "paid", "shipped"};
    // Seven numbers a second are never used up at 6.7 orders a second, so a restart goes on above the former run.
    long firstOrder = Instant.now().getEpochSecond() * 7;
    AtomicLong sent = new AtomicLong();
    every(50, "demo_orders", () -> {
      long count = sent.getAndIncrement();
      long order = firstOrder + count / 3;
      String event = events[(int) (count % 3)];
      String body =
          String.format(
              "{\"orderNumber\":\"ORD-%d\",\"event\":\"%s\",\"amountCents\":%d,\"currency\":\"EUR\",\"customerId\":%d,\"at\":\"%s\"}",
              order, event, 499 + order * 37 % 20000, 1000 + order % 900, Instant.now());
      producer.send(new Message("demo_orders", event, "ORD-" + order, utf8(body)));
    });

    for (int i = 0; i < 2; i++) consumer("demo_billing", "demo_orders", "*").start(message -> pause(5));
    // Slow for ten minutes of each hour: at most 10 messages a second, half of what arrives.
    DefaultMQPushConsumer points = rawConsumer("demo_points", "demo_orders", "*");
    points.setConsumeThreadMin(1);
    points.setConsumeThreadMax(1);
    start(points, message -> pause(isSlowPhase() ? 100 : 8));
    DefaultMQPushConsumer mail = rawConsumer("demo_mail", "demo_orders", "paid");
    mail.setMaxReconsumeTimes(2);
    start(mail, message -> {
      if (numberIn(message.getKeys()) % 200 == 0) {
        throw new IllegalStateException("No mail address for " + message.getKeys());
      }
    });
  }

  private static boolean isSlowPhase() {
    long minute = (System.currentTimeMillis() - STARTED_AT_MS) / 60_000 % 60;
    return minute >= 5 && minute < 15;
  }

  // Scenario "sequence": the producer is a gRPC client (message groups); here is who reads.
  private static void sequence() throws Exception {
    DefaultMQPushConsumer flow = rawConsumer("demo_flow", "demo_order_flow", "*");
    flow.registerMessageListener(
        (MessageListenerOrderly)
            (messages, context) -> {
              MessageExt message = messages.get(0);
              boolean isBad = numberIn(message.getKeys()) % 500 == 0 && "packed".equals(message.getTags());
              if (isBad && message.getReconsumeTimes() < 3) {
                context.setSuspendCurrentQueueTimeMillis(5_000);
                return ConsumeOrderlyStatus.SUSPEND_CURRENT_QUEUE_A_MOMENT;
              }
              pause(3);
              return ConsumeOrderlyStatus.SUCCESS;
            });
    flow.start();
    consumer("demo_flow_wrong", "demo_order_flow", "*").start(message -> pause(3));
  }

  // Scenario "notification": one of two messages a second (the other is a gRPC client's), and one a minute by level.
  private static void notification() throws Exception {
    DefaultMQProducer producer = producer("demo_scheduler");
    long[] delaysSec = {30, 300, 3_600, 72_000};
    AtomicLong sent = new AtomicLong();
    every(1_000, "demo_reminder", () -> {
      long count = sent.getAndIncrement();
      long delaySec = delaysSec[(int) (count % delaysSec.length)];
      Message message = reminder(delaySec);
      message.setDelayTimeSec(delaySec);
      producer.send(message);
      if (count % 60 == 0) {
        Message byLevel = reminder(60);
        byLevel.setDelayTimeLevel(5);
        producer.send(byLevel);
      }
    });
    consumer("demo_notifier", "demo_reminder", "*").start(message -> {});
  }

  private static Message reminder(long delaySec) {
    Instant now = Instant.now();
    String body =
        String.format(
            "{\"reminder\":\"Visit in the branch\",\"customerId\":%d,\"writtenAt\":\"%s\",\"dueAt\":\"%s\"}",
            now.getEpochSecond() % 900, now, now.plusSeconds(delaySec));
    return new Message("demo_reminder", "reminder", "REM-" + now.toEpochMilli(), utf8(body));
  }

  // What a decoder must cope with. The key says what the body is. One round at the start, then one every 10 minutes.
  private static void bodies() throws Exception {
    DefaultMQProducer plain = producer("demo_bodies");
    plain.setCompressMsgBodyOverHowmuch(Integer.MAX_VALUE);
    DefaultMQProducer zlib = compressing("demo_bodies_zlib", CompressionType.ZLIB);
    DefaultMQProducer lz4 = compressing("demo_bodies_lz4", CompressionType.LZ4);
    DefaultMQProducer zstd = compressing("demo_bodies_zstd", CompressionType.ZSTD);
    byte[] random = new byte[512];
    new Random(7).nextBytes(random);
    byte[] mebibyte = utf8("0123456789abcdef".repeat(65_536));
    byte[] longJson = utf8("[" + "{\"sku\":\"A-100\",\"name\":\"Schraube M6\",\"stock\":12},".repeat(200) + "null]");
    every(600_000, "demo_bodies", () -> {
      plain.send(body("json", utf8("{\"sku\":\"A-100\",\"name\":\"Schraube M6\",\"prices\":[1.5,2,{\"eur\":3}],\"active\":true,\"note\":null}")));
      plain.send(body("text", utf8("Grüße aus Zürich — 你好，世界\nsecond line\n")));
      plain.send(body("gbk", "{\"客户\":\"张伟\",\"城市\":\"上海\",\"备注\":\"尽快发货\"}".getBytes(Charset.forName("GBK"))));
      plain.send(body("gzip", gzip(utf8("{\"packed\":\"with gzip by the sender\",\"count\":42}"))));
      plain.send(body("random", random));
      plain.send(body("1mib", mebibyte));
      plain.send(body("int64", utf8("{\"id\":9223372036854775807,\"previousId\":-9223372036854775808,\"amount\":0.1}")));
      plain.send(body("card", utf8("{\"cardNumber\":\"4111 1111 1111 1111\",\"holder\":\"Test Person\",\"amountCents\":1999}")));
      zlib.send(body("zlib", longJson));
      lz4.send(body("lz4", longJson));
      zstd.send(body("zstd", longJson));
    });
  }

  private static Message body(String kind, byte[] bytes) {
    return new Message("demo_bodies", kind, kind, bytes);
  }

  private static DefaultMQProducer compressing(String group, CompressionType type) throws Exception {
    DefaultMQProducer producer = producer(group);
    producer.setCompressType(type);
    producer.setCompressMsgBodyOverHowmuch(1_024);
    return producer;
  }

  // A topic in a namespace, one without a declared type, and one that was made by hand.
  private static void others() throws Exception {
    DefaultMQProducer producer = producer("demo_misc");
    AtomicLong sent = new AtomicLong();
    every(10_000, "small topics", () -> {
      long count = sent.getAndIncrement();
      String price = String.format("{\"sku\":\"A-%d\",\"eur\":%d.%02d}", 100 + count % 50, 1 + count % 90, count % 100);
      producer.send(new Message("demo%demo_prices_daily", "price", "A-" + (100 + count % 50), utf8(price)));
      producer.send(new Message("demo_legacy_events", "event", "EVT-" + count, utf8("event;" + count + ";ok")));
      producer.send(new Message("demo_made_by_mqadmin", "*", "ROW-" + count, utf8("row " + count)));
    });
    consumer("demo%demo_prices_reader", "demo%demo_prices_daily", "*").start(message -> {});
  }

  private interface Task {
    void run() throws Exception;
  }

  private interface Handler {
    void handle(MessageExt message) throws Exception;
  }

  /** A consumer whose settings are the usual ones. */
  private record Starter(DefaultMQPushConsumer consumer) {
    void start(Handler handler) throws Exception {
      Traffic.start(consumer, handler);
    }
  }

  private static Starter consumer(String group, String topic, String expression) throws Exception {
    return new Starter(rawConsumer(group, topic, expression));
  }

  private static DefaultMQPushConsumer rawConsumer(String group, String topic, String expression) throws Exception {
    DefaultMQPushConsumer consumer =
        new DefaultMQPushConsumer(group, hook(), new AllocateMessageQueueAveragely(), true, null);
    consumer.setNamesrvAddr(NAME_SERVERS);
    consumer.setInstanceName(group.replace('%', '_') + "-" + ++instances);
    consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
    consumer.setConsumeThreadMin(2);
    consumer.setConsumeThreadMax(2);
    consumer.setPullBatchSize(16);
    consumer.subscribe(topic, expression);
    return consumer;
  }

  private static void start(DefaultMQPushConsumer consumer, Handler handler) throws Exception {
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
  }

  private static DefaultMQProducer producer(String group) throws Exception {
    DefaultMQProducer producer = new DefaultMQProducer(group, hook(), true, null);
    producer.setNamesrvAddr(NAME_SERVERS);
    producer.setInstanceName(group + "-" + ++instances);
    producer.setSendMsgTimeout(5_000);
    producer.start();
    return producer;
  }

  private static RPCHook hook() {
    String accessKey = System.getenv("TRAFFIC_ACCESS_KEY");
    return accessKey == null
        ? null
        : new AclClientRPCHook(new SessionCredentials(accessKey, System.getenv("TRAFFIC_SECRET_KEY")));
  }

  /**
   * Runs a task at a steady rate for ever. A failure is printed and the next turn tries again, for brokers come back; turns
   * that were missed meanwhile are left out instead of made up in a burst.
   */
  private static void every(long periodMs, String what, Task task) {
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

  private static void pause(long ms) {
    try {
      Thread.sleep(ms);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static long numberIn(String key) {
    return Long.parseLong(key.substring(key.indexOf('-') + 1));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] gzip(byte[] bytes) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
      zip.write(bytes);
    }
    return out.toByteArray();
  }
}
